// What the hub says of a model: what is read of it, what is refused.
#include "datasets/hub_listing.hpp"

#include <nlohmann/json.hpp>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"

namespace assay::test {
namespace {

using Json = nlohmann::json;

const std::string commit(40, 'c');

Json answer_with(const std::vector<std::string>& names) {
  Json siblings = Json::array();
  for (const std::string& name : names) {
    siblings.push_back({{"rfilename", name}, {"size", 5}});
  }
  return {{"sha", commit}, {"siblings", siblings}};
}

HubListing listing_of(const std::vector<std::string>& names) {
  return parse_listing(answer_with(names).dump(), "org/name");
}

TEST_CASE("a listing gives commit, licence, sizes and checksums") {
  Json answer = answer_with({"config.json"});
  answer["siblings"][0]["blobId"] = std::string(40, 'b');
  answer["siblings"].push_back(
      {{"rfilename", "model.safetensors"},
       {"size", 1e15},
       {"blobId", std::string(40, 'd')},
       {"lfs", {{"sha256", std::string(64, 'e')}, {"size", 1000000000000000U}}}});
  answer["siblings"][1]["size"] = 1000000000000000U;
  answer["gated"] = "auto";
  answer["cardData"] = {{"license", "other"}, {"license_name", "deepseek"}};
  const HubListing listing = parse_listing(answer.dump(), "org/name");
  CHECK(listing.commit == commit);
  CHECK(listing.license == "deepseek");
  CHECK(listing.is_gated);
  CHECK(listing.files.at("config.json").size == 5U);
  CHECK(listing.files.at("config.json").git_blob == std::string(40, 'b'));
  CHECK(listing.files.at("model.safetensors").size == 1000000000000000U);
  CHECK(listing.files.at("model.safetensors").sha256 == std::string(64, 'e'));
  CHECK(listing.files.at("model.safetensors").git_blob.empty());
}

TEST_CASE("licences come as text, as a list, or not at all") {
  Json answer = answer_with({});
  CHECK(parse_listing(answer.dump(), "m").license.empty());
  answer["cardData"] = {{"license", "mit"}};
  CHECK(parse_listing(answer.dump(), "m").license == "mit");
  answer["cardData"] = {{"license", {"mit", "apache-2.0"}}};
  CHECK(parse_listing(answer.dump(), "m").license == "mit");
  answer["cardData"] = {{"license", Json::object()}};
  CHECK(parse_listing(answer.dump(), "m").license.empty());
}

TEST_CASE("paths that lead out of the model's folder are refused, whether wanted or not") {
  for (const char* path : {"../x", "a/../../x", "/etc/passwd", "", "a\\..\\x", "a\nb", ".."}) {
    INFO(path);
    CHECK_THROWS_WITH(listing_of({"config.json", path}),
                      Catch::StartsWith("org/name: ") && Catch::Contains("outside the model's"));
  }
  CHECK(listing_of({"config.json", "onnx/model.onnx", "a..b"}).files.size() == 3);
}

TEST_CASE("an answer that is no listing is refused with what is wrong") {
  struct Case {
    std::string text;
    std::string word;
  };
  const auto changed = [](const std::function<void(Json&)>& change) {
    Json answer = answer_with({"model.safetensors"});
    change(answer);
    return answer.dump();
  };
  const Case cases[] = {
      {"", "no listing"},
      {"<html>", "no listing"},
      {"[]", "no listing"},
      {R"({"siblings": 1})", "no listing"},
      {changed([](Json& a) { a.erase("sha"); }), "''"},
      {changed([](Json& a) { a["sha"] = "main/../x"; }), "'main/../x' as its commit"},
      {changed([](Json& a) { a["siblings"][0]["blobId"] = "zz"; }), "blobId 'zz'"},
      {changed([](Json& a) {
         a["siblings"][0]["lfs"] = {{"sha256", "ab"}};
       }),
       "sha256 'ab'"},
      {changed([](Json& a) {
         a["siblings"][0]["lfs"] = {{"size", 7}};
       }),
       "with 5 bytes and with 7"},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    CHECK_THROWS_WITH(parse_listing(one.text, "org/name"), Catch::Contains(one.word));
  }
}

TEST_CASE("a size that is no number of bytes is none") {
  for (const Json& size : {Json(-1), Json("5"), Json(), Json(1.5)}) {
    Json answer = answer_with({"config.json"});
    answer["siblings"][0]["size"] = size;
    CHECK_FALSE(parse_listing(answer.dump(), "m").files.at("config.json").size);
  }
}

TEST_CASE("only what the engine reads is taken, config.json last") {
  const HubListing listing = listing_of(
      {"README.md", "config.json", "generation_config.json", "tokenizer.json",
       "tokenizer_config.json", "chat_template.jinja", "vocab.json", "merges.txt", "flax.msgpack",
       "pytorch_model.bin", "model.gguf", "onnx/model.onnx", "onnx/tokenizer.json", "a.tiktoken",
       "original/consolidated.00.pth", "training_args.bin", "model.safetensors"});
  CHECK(small_files(listing) == std::vector<std::string>{"a.tiktoken", "chat_template.jinja",
                                                         "generation_config.json", "tokenizer.json",
                                                         "tokenizer_config.json", "config.json"});
  CHECK(small_files(listing_of({"config.json", "vocab.json", "merges.txt", "x.txt"})) ==
        std::vector<std::string>{"merges.txt", "vocab.json", "config.json"});
}

TEST_CASE("weights are one file, or those of an index, models without are refused with a way out") {
  CHECK(index_of_weights(listing_of({"config.json", "model.safetensors"}), "m").empty());
  CHECK(index_of_weights(listing_of({"config.json", "model.safetensors.index.json"}), "m") ==
        "model.safetensors.index.json");
  CHECK_THROWS_WITH(
      index_of_weights(listing_of({"config.json", "pytorch_model.bin"}), "org/name"),
      Catch::StartsWith("org/name: has no model.safetensors") && Catch::Contains("--model URL"));
  CHECK_THROWS_WITH(index_of_weights(listing_of({"model.safetensors"}), "org/name"),
                    Catch::StartsWith("org/name: has no config.json"));
}

TEST_CASE("an index names each file once, what the hub does not list is refused") {
  const HubListing listing = listing_of({"a-1.safetensors", "a-2.safetensors", "a.bin"});
  const auto files = [&](const Json& map) {
    return indexed_files(Json{{"weight_map", map}}.dump(), listing, "org/name");
  };
  CHECK(files({{"x", "a-2.safetensors"}, {"y", "a-1.safetensors"}, {"z", "a-2.safetensors"}}) ==
        std::vector<std::string>{"a-1.safetensors", "a-2.safetensors"});
  for (const Json& name :
       {Json("a-3.safetensors"), Json("../a-1.safetensors"), Json("a.bin"), Json(1)}) {
    INFO(name);
    CHECK_THROWS_WITH(files({{"x", name}}), Catch::Contains("which the hub does not list"));
  }
  CHECK_THROWS_WITH(files(Json::object()), Catch::Contains("no weight_map"));
  CHECK_THROWS_AS(indexed_files("[", listing, "m"), InfrastructureError);
}

}  // namespace
}  // namespace assay::test
