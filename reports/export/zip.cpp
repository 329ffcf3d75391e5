#include "reports/export/zip.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

namespace assay::exports {

namespace {

constexpr std::uint32_t in_zip64 = 0xffffffff;
constexpr std::uint16_t utf8_names = 1 << 11;
constexpr std::uint16_t deflated = 8;
constexpr std::uint16_t first_day = 0x0021;  // 1980-01-01
constexpr std::uint16_t version_deflate = 20;
constexpr std::uint16_t version_zip64 = 45;
constexpr std::uint16_t made_by_unix = 3 << 8;
constexpr std::uint32_t regular_file = 0100644U << 16;

/// Little-endian fields one after the other.
class Record {
 public:
  Record& u16(std::uint64_t value) { return number(value, 2); }
  Record& u32(std::uint64_t value) { return number(value, 4); }
  Record& u64(std::uint64_t value) { return number(value, 8); }
  Record& text(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  Record& number(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) {
      bytes_ += static_cast<char>(value >> (8 * i) & 0xffU);
    }
    return *this;
  }

  std::string bytes_;
};

/// Numbers of one header: those beyond `largest` move into the ZIP64 extra field.
class Sizes {
 public:
  explicit Sizes(std::uint64_t largest) : largest_(largest) {}

  std::uint64_t field(std::uint64_t value, bool moved) {
    if (!moved) {
      return value;
    }
    moved_.u64(value);
    return in_zip64;
  }
  std::uint64_t field(std::uint64_t value) { return field(value, value > largest_); }

  [[nodiscard]] std::string extra() const {
    return moved_.bytes().empty()
               ? ""
               : Record().u16(1).u16(moved_.bytes().size()).text(moved_.bytes()).bytes();
  }

 private:
  std::uint64_t largest_;
  Record moved_;
};

}  // namespace

struct ZipMember::State {
  std::string name;
  std::string compressed;
  std::uint64_t size = 0;
  std::uint32_t crc = 0;
  z_stream stream{};

  explicit State(std::string file) : name(std::move(file)) {
    constexpr int raw = -MAX_WBITS;
    constexpr int memory_level = 8;
    if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, raw, memory_level,
                       Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~State() { ::deflateEnd(&stream); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void deflate_input(int flush) {
    char buffer[1 << 15];
    do {
      stream.next_out = reinterpret_cast<Bytef*>(buffer);
      stream.avail_out = sizeof buffer;
      ::deflate(&stream, flush);
      compressed.append(buffer, sizeof buffer - stream.avail_out);
    } while (stream.avail_out == 0);
  }

  void write(std::string_view bytes) {
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    while (!bytes.empty()) {
      const std::string_view part = bytes.substr(0, most);
      // zlib's input pointer is not const, but it does not write through it.
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data()));
      stream.avail_in = static_cast<uInt>(part.size());
      crc = static_cast<std::uint32_t>(::crc32(crc, stream.next_in, stream.avail_in));
      size += part.size();
      deflate_input(Z_NO_FLUSH);
      bytes.remove_prefix(part.size());
    }
  }
};

ZipMember::ZipMember(std::string name) : state_(std::make_unique<State>(std::move(name))) {}
ZipMember::~ZipMember() = default;
ZipMember::ZipMember(ZipMember&&) noexcept = default;
ZipMember& ZipMember::operator=(ZipMember&&) noexcept = default;

ZipMember& ZipMember::write(std::string_view bytes) {
  state_->write(bytes);
  return *this;
}

void ZipWriter::put(std::string_view bytes) {
  sink_(bytes);
  written_ += bytes.size();
}

void ZipWriter::add(const std::string& name, std::string_view bytes) {
  ZipMember member(name);
  member.write(bytes);
  add(std::move(member));
}

void ZipWriter::add(ZipMember member) {
  ZipMember::State& file = *member.state_;
  file.deflate_input(Z_FINISH);
  const std::uint64_t packed = file.compressed.size();
  const std::uint64_t offset = written_;

  // A local header has both sizes in ZIP64 or none.
  const bool large = std::max(packed, file.size) > largest_;
  Sizes local(largest_);
  const std::uint64_t local_size = local.field(file.size, large);
  const std::uint64_t local_packed = local.field(packed, large);
  put(Record()
          .u32(0x04034b50)
          .u16(large ? version_zip64 : version_deflate)
          .u16(utf8_names)
          .u16(deflated)
          .u16(0)
          .u16(first_day)
          .u32(file.crc)
          .u32(local_packed)
          .u32(local_size)
          .u16(file.name.size())
          .u16(local.extra().size())
          .text(file.name)
          .text(local.extra())
          .bytes());
  put(file.compressed);

  Sizes central(largest_);
  const std::uint64_t size_field = central.field(file.size);
  const std::uint64_t packed_field = central.field(packed);
  const std::uint64_t offset_field = central.field(offset);
  const std::string extra = central.extra();
  const std::uint16_t version = extra.empty() ? version_deflate : version_zip64;
  directory_ += Record()
                    .u32(0x02014b50)
                    .u16(made_by_unix | version)
                    .u16(version)
                    .u16(utf8_names)
                    .u16(deflated)
                    .u16(0)
                    .u16(first_day)
                    .u32(file.crc)
                    .u32(packed_field)
                    .u32(size_field)
                    .u16(file.name.size())
                    .u16(extra.size())
                    .u16(0)  // no comment
                    .u16(0)  // first disk
                    .u16(0)
                    .u32(regular_file)
                    .u32(offset_field)
                    .text(file.name)
                    .text(extra)
                    .bytes();
  ++members_;
}

void ZipWriter::finish() {
  constexpr std::uint64_t most_members = 0xfffe;
  const std::uint64_t begin = written_;
  const std::uint64_t size = directory_.size();
  put(directory_);
  const bool large = members_ > most_members || std::max(begin, size) > largest_;
  if (large) {
    const std::uint64_t end = written_;
    put(Record()
            .u32(0x06064b50)
            .u64(44)  // bytes of this record that follow
            .u16(made_by_unix | version_zip64)
            .u16(version_zip64)
            .u32(0)
            .u32(0)
            .u64(members_)
            .u64(members_)
            .u64(size)
            .u64(begin)
            .bytes());
    put(Record().u32(0x07064b50).u32(0).u64(end).u32(1).bytes());
  }
  const std::uint64_t count = large ? 0xffff : members_;
  put(Record()
          .u32(0x06054b50)
          .u16(0)
          .u16(0)
          .u16(count)
          .u16(count)
          .u32(large ? in_zip64 : size)
          .u32(large ? in_zip64 : begin)
          .u16(0)
          .bytes());
}

}  // namespace assay::exports
