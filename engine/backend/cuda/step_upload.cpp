#include "engine/backend/cuda/step_upload.hpp"

#include <algorithm>

namespace assay::cuda {

StepRows StepUpload::on_device(const BatchRows& rows) {
  const std::int32_t last =
      rows.positions.empty() ? 0 : *std::max_element(rows.positions.begin(), rows.positions.end());
  const auto pages_each = static_cast<std::size_t>(last / page_size) + 1;
  packed_.assign(rows.positions.begin(), rows.positions.end());
  packed_.resize(rows.positions.size() * (1 + pages_each), 0);
  auto to = packed_.begin() + rows.size();
  for (std::size_t row = 0; row < rows.positions.size(); ++row) {
    const auto used = static_cast<std::size_t>(rows.positions[row] / page_size) + 1;
    std::copy_n(rows.pages[row].begin(), used, to);
    to += static_cast<std::ptrdiff_t>(pages_each);
  }
  if (packed_ != sent_) {
    step_.positions = parcel_.send(std::span<const std::int32_t>(packed_));
    step_.pages = step_.positions + rows.size();
    step_.pages_each = static_cast<std::int64_t>(pages_each);
    step_.count = rows.size();
    step_.last_position = last;
    sent_ = packed_;
  }
  return step_;
}

}  // namespace assay::cuda
