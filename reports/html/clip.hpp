// How much of each text a page holds, so that the page as a whole stays below a size.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::html {

/// The largest limit L with sum of min(length, L) <= budget: short texts stay whole, the longest
/// give way first. The greatest length if all fit.
[[nodiscard]] std::size_t common_limit(std::vector<std::size_t> lengths, std::size_t budget);

/// The text if it has at most `limit` bytes; else its first and last part, with a line between
/// that says how many bytes are left out. Cuts between UTF-8 characters.
[[nodiscard]] std::string clipped(std::string_view text, std::size_t limit);

}  // namespace assay::html
