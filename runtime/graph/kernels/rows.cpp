// Norms, rotary positions and SwiGlu: a row or a run of elements at a time.
#include "runtime/graph/kernels/isa.h"

namespace cdp::runtime::kernels::CDP_ISA {
namespace {

template <class T>
void norm_rows(const RmsNorm& job, int64_t begin, int64_t end) {
  const int64_t width = job.width;
  const float* gain = job.gain;
  for (int64_t row = begin; row < end; ++row) {
    const T* x = static_cast<const T*>(job.x) + row * width;
    T* y = static_cast<T*>(job.y) + row * width;
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < width; ++i) sum += load(x + i) * load(x + i);
    const float inverse = 1.0f / __builtin_sqrtf(sum / static_cast<float>(width) + job.eps);
    job.inverse[row] = inverse;
    if (gain != nullptr) {
      for (int64_t i = 0; i < width; ++i) store(y + i, load(x + i) * inverse * gain[i]);
    } else {
      for (int64_t i = 0; i < width; ++i) store(y + i, load(x + i) * inverse);
    }
  }
}

/// With n = x inverse: grad_x = inverse (grad gain - n mean(grad gain n)), grad_gain = sum of grad n.
template <class T, bool kGain>
void norm_rows_backward(const RmsNormBackward& job, int64_t begin, int64_t end) {
  const int64_t width = job.width;
  const float* gain = job.gain;
  for (int64_t row = begin; row < end; ++row) {
    const T* x = static_cast<const T*>(job.x) + row * width;
    const T* grad = static_cast<const T*>(job.grad) + row * width;
    T* grad_x = static_cast<T*>(job.grad_x) + row * width;
    const float inverse = job.inverse[row];
    const auto weighted = [&](int64_t i) { return kGain ? load(grad + i) * gain[i] : load(grad + i); };
    float dot = 0;
#pragma omp simd reduction(+ : dot)
    for (int64_t i = 0; i < width; ++i) dot += weighted(i) * load(x + i);
    const float along = dot * inverse * inverse / static_cast<float>(width);
    for (int64_t i = 0; i < width; ++i) store(grad_x + i, inverse * (weighted(i) - load(x + i) * along));
    if (job.grad_gain == nullptr) continue;
    float* grad_gain = job.grad_gain;
#pragma omp simd
    for (int64_t i = 0; i < width; ++i) grad_gain[i] += load(grad + i) * load(x + i) * inverse;
  }
}

template <class T>
void rotate(const Rope& job, int64_t begin, int64_t end) {
  const int64_t half = job.width / 2;
  for (int64_t pair = begin; pair < end; ++pair) {
    const int64_t batch = pair / job.heads, head = pair % job.heads;
    const T* x = static_cast<const T*>(job.x.data) + batch * job.x.strides[0] + head * job.x.strides[1];
    T* y = static_cast<T*>(job.y.data) + batch * job.y.strides[0] + head * job.y.strides[1];
    for (int64_t t = 0; t < job.time; ++t, x += job.x.strides[2], y += job.y.strides[2]) {
      const float* cos = job.cos + t * half;
      const float* sin = job.sin + t * half;
#pragma omp simd
      for (int64_t i = 0; i < half; ++i) {
        const float a = load(x + i), b = load(x + half + i), s = sin[i] * job.direction;
        store(y + i, a * cos[i] - b * s);
        store(y + half + i, b * cos[i] + a * s);
      }
    }
  }
}

template <class T>
void gate(const Swiglu& job, int64_t begin, int64_t end) {
  const T* x = static_cast<const T*>(job.x);
  const T* y = static_cast<const T*>(job.y);
  T* out = static_cast<T*>(job.out);
#pragma omp simd
  for (int64_t i = begin; i < end; ++i) store(out + i, load(x + i) * sigmoid(load(x + i)) * load(y + i));
}

template <class T>
void gate_backward(const SwigluBackward& job, int64_t begin, int64_t end) {
  const T* x = static_cast<const T*>(job.x);
  const T* y = static_cast<const T*>(job.y);
  const T* grad = static_cast<const T*>(job.grad);
  T* grad_x = static_cast<T*>(job.grad_x);
  T* grad_y = static_cast<T*>(job.grad_y);
#pragma omp simd
  for (int64_t i = begin; i < end; ++i) {
    const float a = load(x + i), g = load(grad + i), s = sigmoid(a);
    store(grad_x + i, g * load(y + i) * s * (1.0f + a * (1.0f - s)));
    store(grad_y + i, g * a * s);
  }
}

}  // namespace

void rms_norm_forward(const RmsNorm& job, std::int64_t begin, std::int64_t end) {
  if (job.type == Type::kFp32) {
    norm_rows<float>(job, begin, end);
  } else {
    norm_rows<Bf16>(job, begin, end);
  }
}

void rms_norm_backward(const RmsNormBackward& job, std::int64_t begin, std::int64_t end) {
  const bool gain = job.gain != nullptr;
  if (job.type == Type::kFp32) {
    gain ? norm_rows_backward<float, true>(job, begin, end) : norm_rows_backward<float, false>(job, begin, end);
  } else {
    gain ? norm_rows_backward<Bf16, true>(job, begin, end) : norm_rows_backward<Bf16, false>(job, begin, end);
  }
}

void rope(const Rope& job, std::int64_t begin, std::int64_t end) {
  job.type == Type::kFp32 ? rotate<float>(job, begin, end) : rotate<Bf16>(job, begin, end);
}

void swiglu_forward(const Swiglu& job, std::int64_t begin, std::int64_t end) {
  job.type == Type::kFp32 ? gate<float>(job, begin, end) : gate<Bf16>(job, begin, end);
}

void swiglu_backward(const SwigluBackward& job, std::int64_t begin, std::int64_t end) {
  job.type == Type::kFp32 ? gate_backward<float>(job, begin, end) : gate_backward<Bf16>(job, begin, end);
}

}  // namespace cdp::runtime::kernels::CDP_ISA
