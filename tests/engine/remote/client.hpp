// A client of a scripted server, with a clock that waits for nobody.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/generator.hpp"
#include "engine/remote/open_remote.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/scripted_server.hpp"

namespace assay::test {

using remote::RemoteModel;

class Client {
 public:
  [[nodiscard]] static RemoteModel model_of(const ScriptedServer& server) {
    RemoteModel model;
    model.url = server.url();
    return model;
  }

  explicit Client(RemoteModel model) : generator_(remote::open_remote(std::move(model), clock)) {}
  explicit Client(const ScriptedServer& server) : Client(model_of(server)) {}

  Generator* operator->() { return generator_.get(); }

  [[nodiscard]] static Request request(std::vector<int> samples, int problem = 1) {
    Request request;
    request.tag = static_cast<std::uint64_t>(problem);
    request.problem_key = fmt::format("suite/{}", problem);
    request.messages = {{"user", fmt::format("question {}", problem)}};
    request.sample_indices = std::move(samples);
    request.sampling.max_tokens = 100;
    return request;
  }

  Completion ask_one(std::function<void(const TextDelta&)> on_text = {}) {
    Request one = request({0});
    one.on_text = std::move(on_text);
    generator_->submit(std::move(one));
    std::optional<Completion> completion = generator_->next();
    if (!completion) {
      throw std::runtime_error("no completion came");
    }
    return std::move(*completion);
  }

  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();

 private:
  std::unique_ptr<Generator> generator_;
};

}  // namespace assay::test
