#include "engine/checkpoint/safetensors.hpp"

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "engine/checkpoint/safetensors_header.hpp"
#include "engine/core/error.hpp"
#include "engine/core/hash.hpp"
#include "engine/core/philox.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

using namespace assay;
using assay::test::TemporaryDirectory;
using Catch::Contains;
using nlohmann::json;

namespace {

std::string with_length(const std::string& header, std::uint64_t length) {
  std::string bytes(8, '\0');
  for (unsigned i = 0; i < 8; ++i) {
    bytes[i] = static_cast<char>(length >> (8 * i));
  }
  return bytes + header;
}

std::string file_of(const json& header, const std::string& data) {
  const std::string text = header.dump();
  return with_length(text, text.size()) + data;
}

json entry(const std::string& dtype, const json& shape, std::uint64_t begin, std::uint64_t end) {
  return {{"dtype", dtype}, {"shape", shape}, {"data_offsets", {begin, end}}};
}

/// Two tensors: a, fp32 [2]; b, bf16 [2, 2].
std::string small_file() {
  return file_of(
      {{"a", entry("F32", {2}, 0, 8)},
       {"b", entry("BF16", {2, 2}, 8, 16)},
       {"__metadata__", {{"format", "pt"}}}},
      std::string("\0\0\x80\x3f\0\0\0\xc0", 8) + std::string("\x80\x3f\0\x40\x80\xbf\0\0", 8));
}

std::string message_of(const std::string& bytes) {
  try {
    (void)parse_safetensors(bytes, "w.safetensors");
  } catch (const DataError& error) {
    return error.what();
  }
  return "accepted";
}

StoredTensor halves(const std::vector<std::uint16_t>& bits) {
  const auto count = static_cast<std::int64_t>(bits.size());
  return {DType::f16, {count}, {reinterpret_cast<const char*>(bits.data()), bits.size() * 2}};
}

}  // namespace

TEST_CASE("tensors are found by name, with shape and exact values") {
  const TemporaryDirectory directory;
  replace_file(directory.path() / "model.safetensors", small_file());
  const Checkpoint checkpoint = Checkpoint::open(directory.path());
  CHECK(checkpoint.names() == std::vector<std::string>{"a", "b"});
  CHECK(checkpoint.parameters() == 6);
  CHECK(checkpoint.contains("a"));
  CHECK_FALSE(checkpoint.contains("c"));
  CHECK(to_f32(checkpoint.tensor("a", {2})) == std::vector<float>{1.0F, -2.0F});
  CHECK(to_f32(checkpoint.tensor("b", {2, 2})) == std::vector<float>{1.0F, 2.0F, -1.0F, 0.0F});
  CHECK_THROWS_WITH(checkpoint.tensor("c", {2}), Contains("tensor 'c' is missing"));
  CHECK_THROWS_WITH(checkpoint.tensor("b", {4}),
                    Contains("tensor 'b' has shape [2, 2], but config.json demands [4]"));
}

TEST_CASE("the built-in model's weights open") {
  const Checkpoint checkpoint =
      Checkpoint::open(std::filesystem::path(ASSAY_TEST_SOURCE) / "engine/checkpoint/assay-tiny");
  CHECK(checkpoint.tensor("model.norm.weight", {160}).dtype == DType::bf16);
  CHECK(checkpoint.tensor("model.layers.1.mlp.gate.e_score_correction_bias", {8}).dtype ==
        DType::f32);
}

TEST_CASE("a checkpoint as PyTorch writes it opens") {
  const auto model = test::shared_data("models/verl-tiny-llama");
  if (!std::filesystem::exists(model)) {
    ASSAY_SKIP("no " + model.string());
  }
  CHECK(Checkpoint::open(model).parameters() > 100'000);
}

TEST_CASE("every half-precision number becomes the float that IEEE 754 says") {
  const std::vector<std::uint16_t> bits{0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff,
                                        0x0400, 0x0001, 0x83ff, 0x7c00, 0x3555};
  const std::vector<float> expected{0.0F,     -0.0F,    1.0F,          -2.0F,    65504.0F,
                                    0x1p-14F, 0x1p-24F, -0x1.ff8p-15F, INFINITY, 0x1.554p-2F};
  const std::vector<float> values = to_f32(halves(bits));
  CHECK(values == expected);
  CHECK(std::signbit(values[1]));
  CHECK(std::isnan(to_f32(halves({0x7e00}))[0]));
}

TEST_CASE("a file that was cut short says how many bytes are missing, wherever it was cut") {
  const std::string whole = small_file();
  CHECK(message_of(whole) == "accepted");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    INFO("cut at " << size);
    const std::string message = message_of(whole.substr(0, size));
    CHECK(message.find("w.safetensors: truncated, ") == 0);
    CHECK(message.find("download it again") != std::string::npos);
  }
  CHECK(message_of(whole.substr(0, whole.size() - 3)).find("truncated, 3 of ") !=
        std::string::npos);
}

TEST_CASE("a header that lies is refused with tensor and reason") {
  const std::string data(16, '\0');
  struct Case {
    std::string bytes;
    std::string message;
  };
  const std::vector<Case> cases{
      {with_length("", 200'000'000), "header claims 200000000 bytes, above the format's limit"},
      {with_length("", UINT64_MAX), "above the format's limit"},
      {with_length("nonsense", 8), "w.safetensors: header: not valid JSON"},
      {with_length("[1, 2]", 6), "its header is no JSON object"},
      {file_of({{"a", 3}}, ""), "tensor 'a': has no valid 'dtype'"},
      {file_of({{"a", {{"dtype", "F32"}}}}, ""), "tensor 'a': has no valid 'shape'"},
      {file_of({{"a", {{"dtype", "F32"}, {"shape", {1}}}}}, ""), "no valid 'data_offsets'"},
      {file_of({{"a", entry("F8_E5M2", {4}, 0, 4)}}, "1234"), "tensor 'a' has type \"F8_E5M2\""},
      {file_of({{"a", entry("F32", {-1}, 0, 4)}}, "1234"), "tensor 'a': -1 is no size"},
      {file_of({{"a", entry("F32", {"x"}, 0, 4)}}, "1234"), "tensor 'a': \"x\" is no size"},
      {file_of({{"a", entry("F32", {3}, 0, 16)}}, data), "[0,16] do not fit its shape [3]"},
      {file_of({{"a", entry("F32", {4}, 16, 0)}}, data), "[16,0] do not fit its shape [4]"},
      {file_of({{"a", entry("F32", {1ULL << 31, 1ULL << 31, 1ULL << 31}, 0, 16)}}, data),
       "do not fit its shape"},
      {file_of({{"a", entry("F32", {2}, 0, 8)}, {"b", entry("F32", {2}, 4, 12)}}, data),
       "tensor 'b' begins at 4, overlapping"},
      {file_of({{"a", entry("F32", {1}, 0, 4)}, {"b", entry("F32", {2}, 8, 16)}}, data),
       "tensor 'b' begins at 8, leaving a hole"},
      {file_of({{"a", entry("F32", {2}, 0, 8)}}, data), "8 bytes behind its last tensor"},
      {with_length(R"({"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"a":{}})", 60),
       "key \"a\" is given twice"},
  };
  for (const Case& one : cases) {
    INFO(one.message);
    CHECK(message_of(one.bytes).find(one.message) != std::string::npos);
    CHECK(message_of(one.bytes).find("w.safetensors") == 0);
  }
}

TEST_CASE("no damage to a header gets a tensor outside the file") {
  const std::string whole = small_file();
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    PhiloxStream random(11, i);
    std::string bytes = whole;
    for (std::uint32_t n = 1 + random.below(3); n > 0; --n) {
      const std::uint32_t at = random.below(static_cast<std::uint32_t>(whole.size()));
      bytes[at] =
          static_cast<char>(random.chance(0.5) ? '0' + random.below(10) : random.below(256));
    }
    try {
      for (const NamedTensor& named : parse_safetensors(bytes, "w")) {
        const std::string_view view = named.tensor.bytes;
        REQUIRE(view.data() >= bytes.data());
        REQUIRE(view.data() + view.size() <= bytes.data() + bytes.size());
      }
    } catch (const DataError&) {
    }
  }
}

TEST_CASE("a value that is no finite number is found in every type and told by its tensor") {
  struct Case {
    std::string dtype;
    std::string bad;
    std::string good;
  };
  const std::vector<Case> cases = {
      {"F32", std::string("\0\0\x80\x7f", 4), std::string("\xff\xff\x7f\x7f", 4)},
      {"F32", std::string("\1\0\xc0\xff", 4), std::string("\0\0\0\x80", 4)},
      {"F16", std::string("\0\x7e", 2), std::string("\xff\x7b", 2)},
      {"BF16", std::string("\x80\xff", 2), std::string("\x7f\x7f", 2)},
      {"F8_E4M3", "\x7f", "\x7e"},
  };
  for (const Case& one : cases) {
    INFO(one.dtype);
    const TemporaryDirectory directory;
    const std::size_t size = one.bad.size();
    const auto file = [&](const std::string& value) {
      return file_of({{"a", entry(one.dtype, {3}, 0, 3 * size)}},
                     one.good + std::string(size, '\0') + value);
    };
    replace_file(directory.path() / "model.safetensors", file(one.good));
    CHECK_NOTHROW(Checkpoint::open(directory.path()).check_finite());
    replace_file(directory.path() / "model.safetensors", file(one.bad));
    CHECK_THROWS_WITH(Checkpoint::open(directory.path()).check_finite(),
                      Contains("tensor 'a'") && Contains("not a finite number"));
  }
}

TEST_CASE("shards are read as the index says") {
  const TemporaryDirectory directory;
  const auto index = directory.path() / "model.safetensors.index.json";
  const auto write_index = [&](const json& map) {
    replace_file(index, json{{"weight_map", map}}.dump());
  };
  replace_file(directory.path() / "one.safetensors",
               file_of({{"a", entry("F32", {1}, 0, 4)}}, "1234"));
  replace_file(directory.path() / "two.safetensors",
               file_of({{"b", entry("F16", {2}, 0, 4)}}, "1234"));
  write_index({{"a", "one.safetensors"}, {"b", "two.safetensors"}});
  CHECK(Checkpoint::open(directory.path()).names() == std::vector<std::string>{"a", "b"});

  const auto refused = [&](const std::string& message) {
    CHECK_THROWS_AS(Checkpoint::open(directory.path()), DataError);
    CHECK_THROWS_WITH(Checkpoint::open(directory.path()), Contains(message));
  };
  write_index({{"a", "one.safetensors"}, {"b", "three.safetensors"}});
  refused("the shard three.safetensors that it lists is missing");
  write_index({{"a", "two.safetensors"}, {"b", "two.safetensors"}});
  refused("tensor 'a' is not in its shard two.safetensors");
  write_index({{"a", "../one.safetensors"}});
  refused("tensor 'a' is said to lie in \"../one.safetensors\"");
  write_index(3);
  refused("has no 'weight_map'");
  replace_file(directory.path() / "two.safetensors",
               file_of({{"a", entry("F16", {2}, 0, 4)}}, "1234"));
  write_index({{"a", "one.safetensors"}, {"b", "two.safetensors"}});
  refused("tensor 'a' is also in one.safetensors");
}

TEST_CASE("a directory without weights is told what is expected") {
  const TemporaryDirectory directory;
  CHECK_THROWS_WITH(Checkpoint::open(directory.path()),
                    Contains("has no weights") && Contains("model.safetensors"));
}

TEST_CASE("a model's hash is that of what sha256sum prints, and changes with each file") {
  const TemporaryDirectory directory;
  replace_file(directory.path() / "model.safetensors", small_file());
  replace_file(directory.path() / "config.json", "{}");
  const std::string before = Checkpoint::open(directory.path()).hash();
  CHECK(before == sha256_hex(sha256_hex("{}") + "  config.json\n" + sha256_hex(small_file()) +
                             "  model.safetensors\n"));
  replace_file(directory.path() / "tokenizer.json", "{}");
  const std::string with_tokenizer = Checkpoint::open(directory.path()).hash();
  CHECK(with_tokenizer != before);
  std::string other = small_file();
  other.back() = '\1';
  replace_file(directory.path() / "model.safetensors", other);
  CHECK(Checkpoint::open(directory.path()).hash() != with_tokenizer);
}
