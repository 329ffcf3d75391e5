#include "engine/remote/event_stream.hpp"

#include <fmt/format.h>

#include <utility>

#include "engine/core/error.hpp"

namespace assay::remote {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

EventStream::EventStream(Sink sink, std::size_t most_bytes)
    : sink_(std::move(sink)), most_bytes_(most_bytes) {}

void EventStream::push(std::string_view bytes) {
  while (!bytes.empty()) {
    if (std::exchange(after_cr_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    const std::size_t end = bytes.find_first_of("\r\n");
    line_.append(bytes.substr(0, end));
    if (line_.size() + data_.size() > most_bytes_) {
      throw InfrastructureError(
          fmt::format("the server sent an event of more than {} bytes", most_bytes_));
    }
    if (end == std::string_view::npos) {
      return;
    }
    after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    end_line();
  }
}

void EventStream::end_line() {
  std::string line = std::exchange(line_, {});
  std::string_view text = line;
  if (std::exchange(first_line_, false) && text.starts_with(byte_order_mark)) {
    text.remove_prefix(byte_order_mark.size());
  }
  if (text.empty()) {
    const std::string data = std::exchange(data_, {});
    if (std::exchange(has_data_, false)) {
      sink_(data);
    }
    return;
  }
  const std::size_t colon = text.find(':');
  if (text.substr(0, colon) != "data") {
    return;
  }
  std::string_view value = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  if (value.starts_with(' ')) {
    value.remove_prefix(1);
  }
  if (std::exchange(has_data_, true)) {
    data_ += '\n';
  }
  data_ += value;
}

}  // namespace assay::remote
