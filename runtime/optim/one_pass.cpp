// All tensors cut into pieces of one size, whatever the number of threads, dealt out in parallel.
#include "runtime/optim/one_pass.h"

#include <algorithm>
#include <cmath>

#include "runtime/graph/ops/cpu.h"

namespace cdp::runtime {
namespace {

constexpr std::int64_t kPiece = 1 << 14;

struct Piece {
  std::size_t tensor;
  std::int64_t begin, end;
};

template <class SizeOf>
std::vector<Piece> cut(std::size_t tensors, const SizeOf& size_of) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < tensors; ++i) {
    const std::int64_t size = size_of(i);
    for (std::int64_t begin = 0; begin < size; begin += kPiece)
      pieces.push_back({i, begin, std::min(size, begin + kPiece)});
  }
  return pieces;
}

kernels::UpdateChunk job_of(const UpdateTensor& tensor, const at::Tensor& gradient, double gradient_scale) {
  const UpdateScalars& s = tensor.scalars;
  const auto f = [](double x) { return static_cast<float>(x); };
  std::uint16_t* shadow =
      tensor.shadow.defined() ? reinterpret_cast<std::uint16_t*>(tensor.shadow.data_ptr<at::BFloat16>()) : nullptr;
  return {tensor.master.data_ptr<float>(),
          tensor.m.data_ptr<float>(),
          tensor.v.defined() ? tensor.v.data_ptr<float>() : nullptr,
          gradient.data_ptr(),
          cpu::type_of(gradient),
          shadow,
          f(gradient_scale),
          f(s.beta1),
          f(s.beta2),
          f(s.eps),
          f(s.decay),
          f(s.rate),
          f(s.root)};
}

void update(plan::OptimizerKind rule, const kernels::UpdateChunk& job, std::int64_t begin, std::int64_t end) {
  switch (rule) {
    case plan::OptimizerKind::adamw:
      return kernels::best().adamw(job, begin, end);
    case plan::OptimizerKind::sgd:
      return kernels::best().sgd(job, begin, end);
    case plan::OptimizerKind::lion:
      return kernels::best().lion(job, begin, end);
    case plan::OptimizerKind::muon:
      break;
  }
  CHECK(rule != plan::OptimizerKind::muon);
}

}  // namespace

void update_in_one_pass(const std::vector<UpdateTensor>& tensors, double gradient_scale) {
  std::vector<at::Tensor> gradients;  // kept alive: some had to be laid out anew
  std::vector<kernels::UpdateChunk> jobs;
  for (const UpdateTensor& tensor : tensors) {
    gradients.push_back(tensor.gradient.contiguous());
    jobs.push_back(job_of(tensor, gradients.back(), gradient_scale));
  }
  const auto pieces = cut(tensors.size(), [&](std::size_t i) { return tensors[i].master.numel(); });
  at::parallel_for(0, static_cast<std::int64_t>(pieces.size()), 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const Piece& piece = pieces[static_cast<std::size_t>(i)];
      update(tensors[piece.tensor].rule, jobs[piece.tensor], piece.begin, piece.end);
    }
  });
}

double norm_in_one_pass(const std::vector<at::Tensor>& tensors) {
  std::vector<at::Tensor> rows;
  for (const at::Tensor& tensor : tensors) rows.push_back(tensor.contiguous());
  const auto pieces = cut(rows.size(), [&](std::size_t i) { return rows[i].numel(); });
  std::vector<double> sums(pieces.size());
  at::parallel_for(0, static_cast<std::int64_t>(pieces.size()), 1, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      const at::Tensor& tensor = rows[pieces[i].tensor];
      kernels::best().sum_of_squares({tensor.data_ptr(), cpu::type_of(tensor), &sums[i]}, pieces[i].begin,
                                     pieces[i].end);
    }
  });
  double sum = 0;
  for (const double one : sums) sum += one;
  return std::sqrt(sum);
}

}  // namespace cdp::runtime
