// The \boxed commands of a reply.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace assay {

/// A \boxed or \fbox: where it starts and ends, and its content if it is whole.
struct Box {
  std::size_t begin = 0;
  std::size_t end = std::string_view::npos;  ///< npos: its brace is never closed
  std::string_view content;
};

/// The boxes that are in no other, in order. Linear time.
[[nodiscard]] std::vector<Box> outer_boxes(std::string_view reply);

/// Of nested boxes the content of the innermost: \boxed{\boxed{5}} holds 5.
[[nodiscard]] std::string_view innermost(std::string_view content);

}  // namespace assay
