// A generator whose answers are a function of (problem, sample): for tests of everything that
// stands above a model.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "engine/generator.hpp"

namespace assay::test {

class ScriptedGenerator final : public Generator {
 public:
  /// Gives the answer text of a sample; thinking is fixed.
  using Script = std::function<std::string(const Request&, int sample)>;

  explicit ScriptedGenerator(Script script) : script_(std::move(script)) {
    info_.name = "scripted";
    info_.hash = "0123456789abcdef";
    info_.hardware = "none";
    info_.context = 1000;
    info_.numerics = {"scripted", "any", "none", "none", "invariant", 1};
  }

  /// next() throws after so many completions.
  void fail_after(int completions) { fail_after_ = completions; }

  /// Called before each completion is handed out.
  void before_next(std::function<void(int)> action) { before_next_ = std::move(action); }

  [[nodiscard]] const ModelInfo& info() const override { return info_; }

  [[nodiscard]] RenderedPrompt render(const std::vector<ChatMessage>& messages) const override {
    RenderedPrompt prompt{messages.back().content, {}};
    prompt.ids.assign(prompt.text.begin(), prompt.text.end());
    return prompt;
  }

  void submit(Request request) override {
    for (const int sample : request.sample_indices) {
      Completion completion;
      completion.tag = request.tag;
      completion.sample_index = sample;
      completion.prompt_ids =
          request.prompt_ids.empty() ? render(request.messages).ids : request.prompt_ids;
      completion.thinking = "thinking of " + request.problem_key;
      completion.answer = script_(request, sample);
      completion.token_ids = {1, 2, 3, sample};
      completion.think_end = 3;
      pending_.push_back(std::move(completion));
    }
    most_pending_ = std::max(most_pending_, pending_.size());
  }

  [[nodiscard]] std::optional<Completion> next() override {
    if (pending_.empty()) {
      return std::nullopt;
    }
    if (before_next_) {
      before_next_(handed_out_);
    }
    if (handed_out_ == fail_after_) {
      throw std::runtime_error("scripted failure");
    }
    if (pending_.empty()) {
      return std::nullopt;
    }
    ++handed_out_;
    Completion completion = std::move(pending_.front());
    pending_.pop_front();
    return completion;
  }

  [[nodiscard]] std::uint64_t tokens_generated() const override {
    return 4 * static_cast<std::uint64_t>(handed_out_);
  }

  void cancel() override { pending_.clear(); }

  [[nodiscard]] std::size_t most_pending() const { return most_pending_; }
  [[nodiscard]] int handed_out() const { return handed_out_; }

 private:
  Script script_;
  ModelInfo info_;
  std::deque<Completion> pending_;
  std::function<void(int)> before_next_;
  std::size_t most_pending_ = 0;
  std::atomic<int> handed_out_ = 0;  // progress reads it from the graders' threads
  int fail_after_ = -1;
};

}  // namespace assay::test
