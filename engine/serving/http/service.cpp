#include "engine/serving/http/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "engine/core/error.hpp"
#include "engine/serving/http/api_error.hpp"

namespace assay::http {

namespace {

using nlohmann::json;

constexpr const char* json_type = "application/json";
constexpr const char* metrics_type = "text/plain; version=0.0.4; charset=utf-8";
constexpr int hung_up = 499;  // nginx's number
constexpr const char* stopping = "the server is stopping; ask again when it is back";

/// Takes the same time wherever two texts of one length differ.
bool same_secret(std::string_view one, std::string_view other) {
  unsigned difference = one.size() == other.size() ? 0 : 1;
  for (std::size_t i = 0; i < one.size() && i < other.size(); ++i) {
    difference |= static_cast<unsigned char>(one[i]) ^ static_cast<unsigned char>(other[i]);
  }
  return difference == 0;
}

bool generates(const std::string& path) {
  return path == "/v1/completions" || path == "/v1/chat/completions";
}

bool is_known(const std::string& path) {
  return generates(path) || path == "/v1/models" || path == "/health" || path == "/metrics";
}

}  // namespace

Service::Service(std::unique_ptr<LocalGenerator> generator, const HttpSettings& http,
                 ServiceSettings settings)
    : settings_(std::move(settings)),
      server_(http,
              [this](const HttpRequest& request, const std::shared_ptr<HttpResponse>& response) {
                handle(request, response);
              }),
      generator_(std::move(generator)) {}

Service::~Service() = default;

void Service::run() {
  collector_ = std::thread([this] { collect(); });
  server_.run();
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  submitted_.notify_all();
  generator_->cancel();
  collector_.join();
  flights_.clear();
  if (failure_) {
    std::rethrow_exception(failure_);
  }
}

void Service::stop() {
  server_.post([this] { drain(); });
}

/// Hands what the engine finishes to the server's thread, until there is nothing more to come.
void Service::collect() {
  try {
    for (;;) {
      {
        std::unique_lock lock(mutex_);
        submitted_.wait(lock, [this] { return work_ > 0 || ending_; });
        if (ending_) {
          return;
        }
        work_ = 0;
      }
      while (std::optional<Completion> completion = generator_->next()) {
        server_.post(
            [this, done = std::move(*completion)]() mutable { on_completion(std::move(done)); });
      }
    }
  } catch (...) {
    server_.post([this, failure = std::current_exception()] { on_failure(failure); });
  }
}

void Service::handle(const HttpRequest& request, const std::shared_ptr<HttpResponse>& response) {
  try {
    answer(request, response);
  } catch (const ApiError& error) {
    refuse(*response, error.status(), error.what(), error.param());
  } catch (const UsageError& error) {
    refuse(*response, 400, error.what());
  } catch (const std::exception& error) {
    refuse(*response, 500, error.what());
  }
}

void Service::refuse(HttpResponse& response, int status, const std::string& message,
                     const std::string& param) {
  metrics_.count(status, 0.0);
  HttpHeaders headers;
  if (status == 429 || status == 503) {
    headers.emplace_back("Retry-After", "1");
  } else if (status == 401) {
    headers.emplace_back("WWW-Authenticate", "Bearer");
  }
  response.send(
      status, json_type,
      error_body(status, message, param).dump(-1, ' ', false, json::error_handler_t::replace),
      headers);
}

void Service::check_key(const HttpRequest& request) const {
  const bool guarded = request.path.starts_with("/v1/");
  if (guarded && !settings_.api_key.empty() &&
      !same_secret(request.authorization, "Bearer " + settings_.api_key)) {
    throw ApiError(401, "the API key is missing or wrong: send it as Authorization: Bearer KEY");
  }
}

void Service::answer(const HttpRequest& request, const std::shared_ptr<HttpResponse>& response) {
  check_key(request);
  if (!is_known(request.path)) {
    throw ApiError(404, fmt::format("{} {} is not served; there are POST /v1/completions and "
                                    "/v1/chat/completions, GET /v1/models, /health and /metrics",
                                    request.method, request.path));
  }
  const char* method = generates(request.path) ? "POST" : "GET";
  if (request.method != method) {
    throw ApiError(405, fmt::format("{} takes {}, not {}", request.path, method, request.method));
  }
  if (generates(request.path)) {
    generate(request, response);
  } else if (request.path == "/v1/models") {
    response->send(200, json_type, models());
  } else if (request.path == "/health") {
    response->send(draining_ ? 503 : 200, json_type, health());
  } else {
    response->send(200, metrics_type,
                   metrics_.text(generator_->load(), flights_.size(), choices_, settings_.queue));
  }
}

void Service::generate(const HttpRequest& request, const std::shared_ptr<HttpResponse>& response) {
  if (draining_) {
    throw ApiError(503, stopping);
  }
  const Clock::time_point begin = Clock::now();
  const ApiLimits limits = {generator_->most_tokens(), settings_.queue};
  const LoadedModel& model = generator_->model();
  ApiRequest api = request.path == "/v1/completions"
                       ? parse_completions(request.body, model, limits)
                       : parse_chat(request.body, model, limits);
  const std::size_t choices = api.choices();
  if (choices > settings_.queue) {
    throw ApiError(400,
                   fmt::format("{} prompts with n {} are {} choices, but one request can have "
                               "{} at most",
                               api.prompts.size(), api.n, choices, settings_.queue),
                   "n");
  }
  if (choices_ + choices > settings_.queue) {
    throw ApiError(429, fmt::format("the queue is full: {} choices of {} are under way", choices_,
                                    settings_.queue));
  }
  const std::uint64_t first_tag = next_tag_;
  const std::size_t prompts = api.prompts.size();
  next_tag_ += prompts;
  submit(api, first_tag);
  choices_ += choices;
  Flight& flight = flights_[first_tag];
  flight = {std::make_unique<Exchange>(std::move(api), first_tag, model, response), first_tag,
            prompts, choices, begin};
  response->on_hang_up([this, first_tag] { drop(first_tag, hung_up, ""); });
  flight.exchange->begin();
}

/// All prompts or none.
void Service::submit(ApiRequest& api, std::uint64_t first_tag) {
  for (std::size_t i = 0; i < api.prompts.size(); ++i) {
    Request request = api.prompts[i];
    request.tag = first_tag + i;
    if (api.stream) {
      request.on_text = [this, tag = request.tag](const TextDelta& delta) {
        server_.post([this, tag, piece = Piece(delta)] { on_piece(tag, piece); });
      };
    }
    try {
      generator_->submit(std::move(request));
    } catch (...) {
      for (std::size_t submitted = 0; submitted < i; ++submitted) {
        generator_->cancel(first_tag + submitted);
      }
      throw;
    }
    {
      const std::lock_guard lock(mutex_);
      ++work_;
    }
    submitted_.notify_one();
  }
}

Service::Flight* Service::flight_of(std::uint64_t tag) {
  auto after = flights_.upper_bound(tag);
  if (after == flights_.begin()) {
    return nullptr;
  }
  Flight& flight = std::prev(after)->second;
  return tag < flight.first_tag + flight.prompts ? &flight : nullptr;
}

Service::Flight Service::take_flight(std::uint64_t first_tag, int status) {
  Flight flight = std::move(flights_.at(first_tag));
  flights_.erase(first_tag);
  choices_ -= flight.choices;
  metrics_.count(status, std::chrono::duration<double>(Clock::now() - flight.begin).count());
  return flight;
}

void Service::on_piece(std::uint64_t tag, const Piece& piece) {
  if (Flight* flight = flight_of(tag)) {
    flight->exchange->take(tag - flight->first_tag, piece);
  }
}

void Service::on_completion(Completion completion) {
  Flight* flight = flight_of(completion.tag);
  if (flight == nullptr) {
    return;  // its client has gone
  }
  const std::size_t prompt = completion.tag - flight->first_tag;
  if (flight->exchange->take(prompt, std::move(completion))) {
    take_flight(flight->first_tag, 200);
  }
}

/// Ends a flight whose answer nobody will get, or that is to get none.
void Service::drop(std::uint64_t first_tag, int status, const std::string& message) {
  if (!flights_.contains(first_tag)) {
    return;
  }
  const Flight flight = take_flight(first_tag, status);
  for (std::size_t i = 0; i < flight.prompts; ++i) {
    generator_->cancel(first_tag + i);
  }
  if (!message.empty()) {
    flight.exchange->fail(status, message);
  }
}

void Service::drop_all(int status, const std::string& message) {
  while (!flights_.empty()) {
    drop(flights_.begin()->first, status, message);
  }
}

void Service::on_failure(std::exception_ptr failure) {
  failure_ = std::move(failure);
  drop_all(500, "the engine failed");
  drain();
}

void Service::drain() {
  if (std::exchange(draining_, true)) {
    return;
  }
  server_.drain();
  server_.post_after(settings_.grace_seconds, [this] { drop_all(503, stopping); });
}

std::string Service::models() const {
  const ModelInfo& info = generator_->info();
  const json model = {{"id", info.name},
                      {"object", "model"},
                      {"created", 0},
                      {"owned_by", "assay"},
                      {"max_model_len", info.context},
                      {"root", info.source},
                      {"sha256", info.hash}};
  return json{{"object", "list"}, {"data", json::array({model})}}.dump();
}

std::string Service::health() const {
  return json{{"status", draining_ ? "stopping" : "ok"}, {"model", generator_->info().name}}.dump();
}

}  // namespace assay::http
