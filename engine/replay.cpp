// The facade's replay: two models opened, and traces fed to both.
#include "engine/serving/replay.hpp"

#include <utility>

#include "engine/open_local.hpp"

namespace assay {

namespace {

class LocalReplayer final : public Replayer {
 public:
  LocalReplayer(const ModelSpec& before, const ModelSpec& after, int most_tokens)
      : before_(open_local(before)),
        after_(open_local(after)),
        replay_(*before_, *after_, most_tokens) {}

  [[nodiscard]] const ModelInfo& before() const override { return before_->info; }
  [[nodiscard]] const ModelInfo& after() const override { return after_->info; }

  [[nodiscard]] std::vector<TokenDrift> replay(const StoredTrace& trace) override {
    return replay_.run(trace);
  }

  [[nodiscard]] std::string text(std::int32_t id) const override {
    return after_->tokenizer.decode({&id, 1});
  }

 private:
  std::unique_ptr<LoadedModel> before_;
  std::unique_ptr<LoadedModel> after_;
  Replay replay_;
};

}  // namespace

std::unique_ptr<Replayer> open_replay(const ModelSpec& before, const ModelSpec& after,
                                      int most_tokens) {
  return std::make_unique<LocalReplayer>(before, after, most_tokens);
}

}  // namespace assay
