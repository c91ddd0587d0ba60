// Attention of one (batch, head) at a time, a block of queries against all keys it sees: scores, softmax and the
// product with the values without leaving the cache. The backward pass makes the probabilities again from the saved
// logarithms of their sums (Dao et al., arXiv:2205.14135), so nothing of size time^2 is kept.
#include "runtime/graph/kernels/isa.h"

namespace cdp::runtime::kernels::CDP_ISA {
namespace {

#if defined(__AVX512F__)
constexpr int64_t kLanes = 16, kTileRows = 8;
#elif defined(__AVX2__)
constexpr int64_t kLanes = 8, kTileRows = 4;
#else
constexpr int64_t kLanes = 4, kTileRows = 4;
#endif
typedef float Vector __attribute__((vector_size(kLanes * sizeof(float)), aligned(4), may_alias));

constexpr int64_t kBlock = kAttentionBlock;
static_assert(kBlock % kTileRows == 0 && kBlock % (2 * kLanes) == 0, "no ragged tiles");

inline int64_t padded(int64_t size) {
  return (size + kBlock - 1) / kBlock * kBlock;
}

/// A matrix whose element (i, k) is at i * row + k * column.
struct Left {
  const float* data;
  int64_t row, column;
};

/// C (+)= A B for kTileRows rows and two vectors of columns, in registers.
template <bool kAdd>
inline void tile(const Left& a, const float* b, int64_t ldb, float* c, int64_t ldc, int64_t depth) {
  Vector sums[kTileRows][2];
  for (int64_t i = 0; i < kTileRows; ++i) {
    for (int64_t v = 0; v < 2; ++v) {
      sums[i][v] = kAdd ? *reinterpret_cast<const Vector*>(c + i * ldc + v * kLanes) : Vector{};
    }
  }
  for (int64_t k = 0; k < depth; ++k) {
    const Vector b0 = *reinterpret_cast<const Vector*>(b + k * ldb);
    const Vector b1 = *reinterpret_cast<const Vector*>(b + k * ldb + kLanes);
    const float* column = a.data + k * a.column;
    for (int64_t i = 0; i < kTileRows; ++i) {
      const float x = column[i * a.row];
      sums[i][0] += x * b0;
      sums[i][1] += x * b1;
    }
  }
  for (int64_t i = 0; i < kTileRows; ++i) {
    for (int64_t v = 0; v < 2; ++v) *reinterpret_cast<Vector*>(c + i * ldc + v * kLanes) = sums[i][v];
  }
}

/// C (+)= A B: rows and columns are multiples of kBlock.
template <bool kAdd>
void multiply(const Left& a, const float* b, int64_t ldb, float* c, int64_t ldc, int64_t rows, int64_t columns,
              int64_t depth) {
  for (int64_t j = 0; j < columns; j += 2 * kLanes) {
    for (int64_t i = 0; i < rows; i += kTileRows) {
      tile<kAdd>({a.data + i * a.row, a.row, a.column}, b + j, ldb, c + i * ldc + j, ldc, depth);
    }
  }
}

template <class T>
T* head_of(const Rows& rows, int64_t batch, int64_t head) {
  return static_cast<T*>(rows.data) + batch * rows.strides[0] + head * rows.strides[1];
}

/// Rows [first, first + count) as fp32 (count, wide), zeros where there is nothing.
template <class T>
void pack(const T* x, int64_t stride, int64_t first, int64_t count, int64_t time, int64_t width, float* out) {
  const int64_t wide = padded(width);
  for (int64_t t = 0; t < count; ++t, out += wide) {
    const bool there = first + t < time;
    const T* row = x + (first + t) * stride;
    for (int64_t i = 0; i < wide; ++i) out[i] = 0;
    if (!there) continue;
    for (int64_t i = 0; i < width; ++i) out[i] = load(row + i);
  }
}

/// How far rows of so many numbers lie apart where a column is walked down: at a power of two they would share the sets
/// of the cache.
inline int64_t spread(int64_t length) {
  return length + kAttentionSpread;
}

/// All rows, transposed: (wide, long), its rows spread(long) apart.
template <class T>
void pack_transposed(const T* x, int64_t stride, int64_t time, int64_t width, float* out) {
  const int64_t wide = padded(width), apart = spread(padded(time));
  for (int64_t i = 0; i < wide * apart; ++i) out[i] = 0;
  for (int64_t t = 0; t < time; ++t) {
    for (int64_t i = 0; i < width; ++i) out[i * apart + t] = load(x + t * stride + i);
  }
}

template <class T>
void unpack(const float* in, int64_t stride, int64_t first, int64_t count, int64_t width, T* out) {
  const int64_t wide = padded(width);
  for (int64_t t = 0; t < count; ++t) {
    for (int64_t i = 0; i < width; ++i) store(out + (first + t) * stride + i, in[t * wide + i]);
  }
}

/// Cuts the caller's scratch into pieces.
struct Scratch {
  float* next;
  float* take(int64_t floats) {
    float* piece = next;
    next += floats;
    return piece;
  }
};

/// The columns that a block of queries sees, and those of one query.
inline int64_t columns_of(const Attention& job, int64_t first) {
  const int64_t length = padded(job.time);
  return job.causal && first + kBlock < length ? first + kBlock : length;
}
inline int64_t seen_by(const Attention& job, int64_t query) {
  return job.causal ? query + 1 : job.time;
}

/// Scores in place to exponentials; the row's sum, and the logarithm of the sum of the scaled scores' exponentials.
float exponentials(float* scores, int64_t seen, int64_t columns, float scale, float* log_sum) {
  float largest = -__builtin_inff();
#pragma omp simd reduction(max : largest)
  for (int64_t j = 0; j < seen; ++j) largest = scores[j] * scale > largest ? scores[j] * scale : largest;
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t j = 0; j < seen; ++j) {
    scores[j] = exponential(scores[j] * scale - largest);
    sum += scores[j];
  }
  for (int64_t j = seen; j < columns; ++j) scores[j] = 0;
  *log_sum = largest + __builtin_logf(sum);
  return sum;
}

template <class T>
void forward_head(const Attention& job, int64_t pair) {
  const int64_t batch = pair / job.heads, head = pair % job.heads;
  const int64_t wide = padded(job.width), length = padded(job.time), apart = spread(length);
  Scratch scratch{job.scratch};
  float* keys = scratch.take(wide * apart);  // transposed
  float* values = scratch.take(length * wide);
  float* queries = scratch.take(kBlock * wide);
  float* out = scratch.take(kBlock * wide);
  float* scores = scratch.take(kBlock * apart);
  pack_transposed(head_of<T>(job.k, batch, head), job.k.strides[2], job.time, job.width, keys);
  pack(head_of<T>(job.v, batch, head), job.v.strides[2], 0, length, job.time, job.width, values);
  for (int64_t first = 0; first < job.time; first += kBlock) {
    const int64_t count = job.time - first < kBlock ? job.time - first : kBlock;
    const int64_t columns = columns_of(job, first);
    pack(head_of<T>(job.q, batch, head), job.q.strides[2], first, kBlock, job.time, job.width, queries);
    multiply<false>({queries, wide, 1}, keys, apart, scores, apart, kBlock, columns, job.width);
    float sums[kBlock];
    for (int64_t i = 0; i < count; ++i) {
      sums[i] = exponentials(scores + i * apart, seen_by(job, first + i), columns, job.scale,
                             job.log_sums + pair * job.time + first + i);
    }
    multiply<false>({scores, apart, 1}, values, wide, out, wide, kBlock, wide, columns);
    for (int64_t i = 0; i < count; ++i) {
      for (int64_t c = 0; c < wide; ++c) out[i * wide + c] /= sums[i];
    }
    unpack(out, job.out.strides[2], first, count, job.width, head_of<T>(job.out, batch, head));
  }
}

/// Scores to probabilities P, and the gradient of P to that of the scores: scale P (dP - sum(dO O)).
void score_gradient(float* scores, float* grad, int64_t seen, int64_t columns, float scale, float log_sum,
                    float along) {
#pragma omp simd
  for (int64_t j = 0; j < seen; ++j) {
    scores[j] = exponential(scores[j] * scale - log_sum);
    grad[j] = scale * scores[j] * (grad[j] - along);
  }
  for (int64_t j = seen; j < columns; ++j) scores[j] = grad[j] = 0;
}

template <class T>
void backward_head(const AttentionBackward& whole, int64_t pair) {
  const Attention& job = whole.forward;
  const int64_t batch = pair / job.heads, head = pair % job.heads;
  const int64_t wide = padded(job.width), length = padded(job.time), apart = spread(length);
  Scratch scratch{job.scratch};
  float* keys_across = scratch.take(wide * apart);
  float* values_across = scratch.take(wide * apart);
  float* keys = scratch.take(length * wide);
  float* grad_keys = scratch.take(length * wide);
  float* grad_values = scratch.take(length * wide);
  float* scores = scratch.take(kBlock * apart);
  float* grad_scores = scratch.take(kBlock * apart);
  float* queries = scratch.take(kBlock * wide);
  float* grads = scratch.take(kBlock * wide);
  float* outs = scratch.take(kBlock * wide);
  pack_transposed(head_of<T>(job.k, batch, head), job.k.strides[2], job.time, job.width, keys_across);
  pack_transposed(head_of<T>(job.v, batch, head), job.v.strides[2], job.time, job.width, values_across);
  pack(head_of<T>(job.k, batch, head), job.k.strides[2], 0, length, job.time, job.width, keys);
  for (int64_t i = 0; i < length * wide; ++i) grad_keys[i] = grad_values[i] = 0;
  for (int64_t first = 0; first < job.time; first += kBlock) {
    const int64_t count = job.time - first < kBlock ? job.time - first : kBlock;
    const int64_t columns = columns_of(job, first);
    pack(head_of<T>(job.q, batch, head), job.q.strides[2], first, kBlock, job.time, job.width, queries);
    pack(head_of<T>(whole.grad, batch, head), whole.grad.strides[2], first, kBlock, job.time, job.width, grads);
    pack(head_of<T>(job.out, batch, head), job.out.strides[2], first, kBlock, job.time, job.width, outs);
    multiply<false>({queries, wide, 1}, keys_across, apart, scores, apart, kBlock, columns, job.width);
    multiply<false>({grads, wide, 1}, values_across, apart, grad_scores, apart, kBlock, columns, job.width);
    for (int64_t i = 0; i < kBlock; ++i) {
      float along = 0;
#pragma omp simd reduction(+ : along)
      for (int64_t c = 0; c < wide; ++c) along += grads[i * wide + c] * outs[i * wide + c];
      const int64_t seen = i < count ? seen_by(job, first + i) : 0;
      const float log_sum = i < count ? job.log_sums[pair * job.time + first + i] : 0;
      score_gradient(scores + i * apart, grad_scores + i * apart, seen, columns, job.scale, log_sum, along);
    }
    multiply<true>({scores, 1, apart}, grads, wide, grad_values, wide, columns, wide, kBlock);
    multiply<true>({grad_scores, 1, apart}, queries, wide, grad_keys, wide, columns, wide, kBlock);
    multiply<false>({grad_scores, apart, 1}, keys, wide, outs, wide, kBlock, wide, columns);
    unpack(outs, whole.grad_q.strides[2], first, count, job.width, head_of<T>(whole.grad_q, batch, head));
  }
  unpack(grad_keys, whole.grad_k.strides[2], 0, job.time, job.width, head_of<T>(whole.grad_k, batch, head));
  unpack(grad_values, whole.grad_v.strides[2], 0, job.time, job.width, head_of<T>(whole.grad_v, batch, head));
}

}  // namespace

void attention_forward(const Attention& job, std::int64_t begin, std::int64_t end) {
  for (int64_t pair = begin; pair < end; ++pair) {
    job.type == Type::kFp32 ? forward_head<float>(job, pair) : forward_head<Bf16>(job, pair);
  }
}

void attention_backward(const AttentionBackward& job, std::int64_t begin, std::int64_t end) {
  for (int64_t pair = begin; pair < end; ++pair) {
    job.forward.type == Type::kFp32 ? backward_head<float>(job, pair) : backward_head<Bf16>(job, pair);
  }
}

}  // namespace cdp::runtime::kernels::CDP_ISA
