#include "datasets/readers/parquet/values.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <chrono>
#include <cmath>

#include "datasets/readers/utf8.hpp"

namespace assay::parquet {

namespace {

using nlohmann::json;
// A decimal of 38 digits.
__extension__ typedef __int128 Wide;               // NOLINT(modernize-use-using)
__extension__ typedef unsigned __int128 WideBits;  // NOLINT(modernize-use-using)

/// Nothing beyond the years 0 to 9999, which ISO 8601 writes in four digits.
std::string date_text(std::int64_t days) {
  constexpr std::int64_t first = -719528;
  constexpr std::int64_t last = 2932896;
  if (days < first || days > last) {
    damaged("a date beyond the years 0 to 9999");
  }
  const std::chrono::year_month_day date{
      std::chrono::sys_days(std::chrono::days(static_cast<int>(days)))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::int64_t floored(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

std::string timestamp_text(std::int64_t value, const Annotation& annotation) {
  constexpr std::int64_t day = 86400;
  const std::int64_t unit = annotation.second_digits == 3   ? 1000
                            : annotation.second_digits == 6 ? 1000000
                                                            : 1000000000;
  const std::int64_t seconds = floored(value, unit);
  const std::int64_t fraction = value - seconds * unit;
  const std::int64_t days = floored(seconds, day);
  const std::int64_t rest = seconds - days * day;
  return fmt::format(
      "{}T{:02}:{:02}:{:02}{}{}", date_text(days), rest / 3600, rest / 60 % 60, rest % 60,
      fraction == 0 ? "" : fmt::format(".{:0{}}", fraction, annotation.second_digits),
      annotation.utc ? "Z" : "");
}

std::string decimal_text(Wide value, int scale) {
  std::string digits;
  const bool negative = value < 0;
  do {
    const int digit = static_cast<int>(value % 10);
    digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
    value /= 10;
  } while (value != 0);
  while (digits.size() <= static_cast<std::size_t>(scale)) {
    digits += '0';
  }
  if (scale > 0) {
    digits.insert(static_cast<std::size_t>(scale), 1, '.');
  }
  if (negative) {
    digits += '-';
  }
  std::reverse(digits.begin(), digits.end());
  return digits;
}

/// Two's complement, most significant byte first.
Wide big_endian(std::string_view bytes) {
  if (bytes.size() > sizeof(Wide)) {
    unsupported("a value of type DECIMAL with more than 38 digits");
  }
  const bool negative = !bytes.empty() && static_cast<signed char>(bytes.front()) < 0;
  WideBits value = negative ? ~WideBits{0} : WideBits{0};
  for (const char c : bytes) {
    value = value << 8U | static_cast<std::uint8_t>(c);
  }
  return static_cast<Wide>(value);
}

json number(std::int64_t value, std::uint64_t bits, const Annotation& annotation) {
  switch (annotation.meaning) {
    case Meaning::unsigned_integer:
      return bits;
    case Meaning::decimal:
      return decimal_text(value, annotation.scale);
    case Meaning::date:
      return date_text(value);
    case Meaning::timestamp:
      return timestamp_text(value, annotation);
    default:
      return value;
  }
}

json real(double value) {
  if (!std::isfinite(value)) {
    unsupported(fmt::format("the value {}, which JSON does not have,", value));
  }
  return value;
}

/// 0.1F is meant as 0.1, not as 0.10000000149011612.
double shortest(float value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  double result = 0;
  std::from_chars(text, end, result);
  return result;
}

json bytes_value(std::string_view bytes, const Annotation& annotation) {
  if (annotation.meaning == Meaning::decimal) {
    return decimal_text(big_endian(bytes), annotation.scale);
  }
  if (!is_utf8(bytes)) {
    unsupported("a value of bytes that are not UTF-8");
  }
  return std::string(bytes);
}

json value_at(Cursor& cursor, const Node& leaf) {
  switch (leaf.type) {
    case Physical::int32: {
      const auto bits = static_cast<std::uint32_t>(cursor.number(4));
      return number(static_cast<std::int32_t>(bits), bits, leaf.annotation);
    }
    case Physical::int64: {
      const std::uint64_t bits = cursor.number(8);
      return number(static_cast<std::int64_t>(bits), bits, leaf.annotation);
    }
    case Physical::float32: {
      const auto value = std::bit_cast<float>(static_cast<std::uint32_t>(cursor.number(4)));
      return real(std::isfinite(value) ? shortest(value) : value);
    }
    case Physical::float64:
      return real(std::bit_cast<double>(cursor.number(8)));
    case Physical::byte_array:
      return bytes_value(cursor.take(cursor.number(4)), leaf.annotation);
    case Physical::fixed_byte_array:
      return bytes_value(cursor.take(leaf.type_length), leaf.annotation);
    default:
      damaged("a type without values");
  }
}

/// Bytes that a value takes at least.
std::uint64_t least_size(const Node& leaf) {
  switch (leaf.type) {
    case Physical::int64:
    case Physical::float64:
      return 8;
    case Physical::fixed_byte_array:
      return leaf.type_length;
    default:
      return 4;
  }
}

std::vector<json> read_booleans(Cursor& cursor, std::uint64_t count) {
  const std::string_view bytes = cursor.take(count / 8 + (count % 8 != 0 ? 1 : 0));
  std::vector<json> values;
  values.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    values.emplace_back((static_cast<unsigned>(bytes[i / 8]) >> i % 8 & 1U) != 0);
  }
  return values;
}

}  // namespace

std::vector<json> read_plain(Cursor& cursor, const Node& leaf, std::uint64_t count) {
  if (leaf.type == Physical::boolean) {
    return read_booleans(cursor, count);
  }
  if (count > cursor.left() / least_size(leaf)) {
    damaged("a page has fewer bytes than its values need");
  }
  std::vector<json> values;
  values.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    values.push_back(value_at(cursor, leaf));
  }
  return values;
}

}  // namespace assay::parquet
