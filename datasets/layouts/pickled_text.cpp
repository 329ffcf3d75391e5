#include "datasets/layouts/pickled_text.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>

#include "engine/core/error.hpp"

namespace assay {

namespace {

class Reader {
 public:
  Reader(std::string_view bytes, const std::string& where) : bytes_(bytes), where_(where) {}

  std::string read() {
    std::optional<std::string> text;
    while (true) {
      const char opcode = take(1).front();
      if (opcode == '.') {
        if (!text || at_ != bytes_.size()) {
          fail("it does not hold exactly one text");
        }
        return *text;
      }
      if (std::optional<std::string> found = value(opcode)) {
        if (text) {
          fail("it holds more than one text");
        }
        text = std::move(found);
      } else {
        skip(opcode);
      }
    }
  }

 private:
  /// A text, if the opcode stands for one.
  std::optional<std::string> value(char opcode) {
    switch (opcode) {
      case '\x8c':  // SHORT_BINUNICODE
        return std::string(take(number(1)));
      case 'X':  // BINUNICODE
        return std::string(take(number(4)));
      case '\x8d':  // BINUNICODE8
        return std::string(take(number(8)));
      case 'V':  // UNICODE
        return plain_line();
      default:
        return std::nullopt;
    }
  }

  /// Opcodes around a text: versions, frames and the memo.
  void skip(char opcode) {
    switch (opcode) {
      case '\x80':  // PROTO
      case 'q':     // BINPUT
        (void)take(1);
        return;
      case '\x95':  // FRAME
        (void)take(8);
        return;
      case 'r':  // LONG_BINPUT
        (void)take(4);
        return;
      case 'p':  // PUT
        (void)line();
        return;
      case '\x94':  // MEMOIZE
        return;
      default:
        fail(fmt::format("it has the opcode {:#04x}, which no text needs",
                         static_cast<unsigned char>(opcode)));
    }
  }

  /// Protocol 0 writes a text with escapes; tests, which are ASCII JSON, have none but these.
  std::string plain_line() {
    std::string text(line());
    for (const auto& [escape, c] : {std::pair{"\\u005c", '\\'}, {"\\u000a", '\n'}}) {
      for (std::size_t at = text.find(escape); at != std::string::npos;
           at = text.find(escape, at)) {
        text.replace(at, 6, 1, c);
        ++at;
      }
    }
    return text;
  }

  std::string_view line() {
    const std::size_t end = bytes_.find('\n', at_);
    if (end == std::string_view::npos) {
      fail("it is cut short");
    }
    const std::string_view found = bytes_.substr(at_, end - at_);
    at_ = end + 1;
    return found;
  }

  std::uint64_t number(std::size_t size) {
    std::uint64_t value = 0;
    int shift = 0;
    for (const char c : take(size)) {
      value |= std::uint64_t{static_cast<unsigned char>(c)} << shift;
      shift += 8;
    }
    return value;
  }

  std::string_view take(std::uint64_t count) {
    if (count > bytes_.size() - at_) {
      fail("it is cut short");
    }
    const std::string_view piece = bytes_.substr(at_, count);
    at_ += count;
    return piece;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw DataError(fmt::format("{}: not a pickled text: {}", where_, what));
  }

  std::string_view bytes_;
  const std::string& where_;
  std::size_t at_ = 0;
};

}  // namespace

std::string pickled_text(std::string_view bytes, const std::string& where) {
  return Reader(bytes, where).read();
}

}  // namespace assay
