// Files of ranks: DeepSeek-V3's real one, and small ones as Moonlight has them.
#include <nlohmann/json.hpp>

#include "engine/checkpoint/tokenizer.hpp"
#include "engine/checkpoint/utf8.hpp"
#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "engine/core/philox.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

using namespace assay;
using assay::test::TemporaryDirectory;
using Catch::Contains;
using nlohmann::json;

namespace {

using Ids = std::vector<std::int32_t>;

std::string to_base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = (bits << 8) | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      text += at + i <= bytes.size() ? digits[(bits >> (18 - 6 * i)) & 0x3FU] : '=';
    }
  }
  return text;
}

/// Ranks of all bytes, then of `tokens`, as lines.
std::string ranks(const std::vector<std::string>& tokens) {
  std::string lines;
  for (int byte = 0; byte < 256; ++byte) {
    lines += to_base64(std::string(1, static_cast<char>(byte))) + " " + std::to_string(byte) + "\n";
  }
  int rank = 256;
  for (const std::string& token : tokens) {
    lines += to_base64(token) + " " + std::to_string(rank++) + "\n";
  }
  return lines;
}

void write_moonlight(const std::filesystem::path& directory, const std::string& lines) {
  replace_file(directory / "tiktoken.model", lines);
  replace_file(directory / "tokenizer_config.json",
               json{{"tokenizer_class", "TikTokenTokenizer"},
                    {"added_tokens_decoder",
                     {{"260", {{"content", "[BOS]"}, {"special", true}}},
                      {"262", {{"content", "<|im_end|>"}, {"special", true}}}}}}
                   .dump());
}

std::string message_of(const std::string& lines) {
  const TemporaryDirectory directory;
  write_moonlight(directory.path(), lines);
  try {
    static_cast<void>(Tokenizer::open(directory.path()));
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("ranks merge the pair whose union has the lowest, and special tokens follow them") {
  const TemporaryDirectory directory;
  write_moonlight(directory.path(), ranks({"bc", "ab", "abc", "abcd"}));
  const Tokenizer tokenizer = Tokenizer::open(directory.path());
  CHECK(tokenizer.encode("abc") == Ids{258});        // a piece that is a token is that token
  CHECK(tokenizer.encode("abcx") == Ids{258, 'x'});  // bc first, then a with bc
  CHECK(tokenizer.encode("abx") == Ids{257, 'x'});
  CHECK(tokenizer.encode("[BOS]ab<|im_end|>") == Ids{260, 257, 262});
  CHECK(tokenizer.encode_plain("[BOS]").size() == 5);
  CHECK(tokenizer.bytes(261) == "<|reserved_token_261|>");
  CHECK(tokenizer.size() == 260 + 256);
}

TEST_CASE("Moonlight's expression keeps Han apart from other letters") {
  const TemporaryDirectory directory;
  write_moonlight(directory.path(), ranks({"漢", "漢字"}));
  const Tokenizer tokenizer = Tokenizer::open(directory.path());
  // With the letter before them in one piece, the two would be no token of their own.
  CHECK(tokenizer.encode("a漢字b") == Ids{'a', 257, 'b'});
  CHECK(tokenizer.encode("漢字ひ").front() == 257);
}

TEST_CASE("any bytes of valid text come back from ranks") {
  const TemporaryDirectory directory;
  write_moonlight(directory.path(), ranks({"th", "the", "  "}));
  const Tokenizer tokenizer = Tokenizer::open(directory.path());
  for (std::uint32_t i = 0; i < 300; ++i) {
    PhiloxStream random(9, i);
    std::string bytes;
    for (std::uint32_t left = random.below(60); left > 0; --left) {
      bytes += static_cast<char>(random.below(256));
    }
    const std::string text = to_valid_utf8(bytes);
    CHECK(tokenizer.decode(tokenizer.encode_plain(bytes)) == text);
  }
}

TEST_CASE("DeepSeek-V3's ranks give its published ids") {
  const auto file = test::shared_data("tokenizers/deepseek_v3.tiktoken");
  if (!std::filesystem::exists(file)) {
    ASSAY_SKIP("no " + file.string());
  }
  const TemporaryDirectory directory;
  std::filesystem::copy_file(file, directory.path() / "deepseek_v3.tiktoken");
  const Tokenizer tokenizer = Tokenizer::open(directory.path());
  CHECK(tokenizer.size() == 128'000);
  const json published = json::parse(read_file(test::shared_data("tokenizers/vectors.json")));
  for (const json& vector : published) {
    INFO(vector.dump(-1, ' ', true));
    CHECK(tokenizer.encode(vector.at("text").get<std::string>()) == vector.at("ids").get<Ids>());
  }
  CHECK(tokenizer.encode("<｜begin▁of▁sentence｜>x").front() == 0);
}

TEST_CASE("a damaged file of ranks is refused with the line") {
  const std::string good = ranks({"ab"});
  CHECK_THAT(message_of(""), Contains("tiktoken.model: holds no lines"));
  CHECK_THAT(message_of(good + "YWI=\n"), Contains("line 258 is not \"base64(token) rank\""));
  CHECK_THAT(message_of(good + "YW!= 300\n"), Contains("line 258 is not"));
  CHECK_THAT(message_of(good + "YWM= -1\n"), Contains("line 258 is not"));
  CHECK_THAT(message_of(good + "YWM= 99999999999\n"), Contains("line 258 is not"));
  CHECK_THAT(message_of(good + "YWM= 7\n"), Contains("line 258 gives rank 7 again"));
  CHECK_THAT(message_of(good + "YWI= 300\n"), Contains("ranks 256 and 300 are one token"));
  CHECK_THAT(message_of(good.substr(good.find('\n') + 1)), Contains("no token for byte 0x00"));
  CHECK_THAT(message_of(ranks({"a1", "b1", "c1", "d1", "e1"})),
             Contains("id 260 of tokenizer_config.json's added token '[BOS]' is a rank too"));
}

TEST_CASE("ranks whose expression is not known are refused with the remedy") {
  const TemporaryDirectory directory;
  replace_file(directory.path() / "some.tiktoken", ranks({"ab"}));
  CHECK_THROWS_WITH(Tokenizer::open(directory.path()), Contains("convert it to a tokenizer.json"));
}
