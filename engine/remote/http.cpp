#include "engine/remote/http.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <exception>
#include <map>
#include <mutex>
#include <utility>

#include "engine/core/error.hpp"

namespace assay::remote {

namespace {

using std::chrono::milliseconds;

/// Silence is looked for at least so often.
constexpr milliseconds most_wait{250};

void initialise_curl() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (::curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
      throw InfrastructureError("libcurl cannot be initialised; is its TLS library installed?");
    }
  });
}

struct Transfer {
  std::uint64_t id = 0;
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  std::string body;
  BodyReader reader;
  HttpHead head;
  std::string reader_error;
  std::array<char, CURL_ERROR_SIZE> error{};
  const Clock* clock = nullptr;
  Clock::TimePoint heard;  ///< last sign of life
  bool has_body = false;

  Transfer() = default;
  ~Transfer() {
    ::curl_easy_cleanup(easy);
    ::curl_slist_free_all(headers);
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
};

bool same_name(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos
             ? std::string_view{}
             : text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// A status line begins the head anew: interim responses (100, a proxy's 200) come before the real.
void take_header_line(HttpHead& head, std::string_view line) {
  if (line.starts_with("HTTP/")) {
    head = {};
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return;
  }
  const std::string_view name = line.substr(0, colon);
  const std::string value(trimmed(line.substr(colon + 1)));
  for (const auto& [known, field] :
       {std::pair{"content-type", &HttpHead::content_type},
        std::pair{"retry-after", &HttpHead::retry_after}, std::pair{"server", &HttpHead::server},
        std::pair{"location", &HttpHead::location}}) {
    if (same_name(name, known)) {
      head.*field = value;
    }
  }
}

std::size_t on_header(char* bytes, std::size_t /*one*/, std::size_t size, void* pointer) noexcept {
  auto& transfer = *static_cast<Transfer*>(pointer);
  try {
    transfer.heard = transfer.clock->now();
    take_header_line(transfer.head, {bytes, size});
    return size;
  } catch (const std::exception& error) {
    transfer.reader_error = error.what();
    return CURL_WRITEFUNC_ERROR;
  }
}

std::size_t on_body(char* bytes, std::size_t /*one*/, std::size_t size, void* pointer) noexcept {
  auto& transfer = *static_cast<Transfer*>(pointer);
  try {
    transfer.heard = transfer.clock->now();
    transfer.has_body = true;
    long status = 0;
    ::curl_easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &status);
    transfer.head.status = static_cast<int>(status);
    transfer.reader(transfer.head, {bytes, size});
    return size;
  } catch (const std::exception& error) {
    transfer.reader_error = error.what();
    return CURL_WRITEFUNC_ERROR;
  }
}

template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
  if (::curl_easy_setopt(easy, option, value) != CURLE_OK) {
    throw InfrastructureError(
        fmt::format("libcurl refuses option {}; this version is {}, 7.85 or later is needed",
                    static_cast<int>(option), ::curl_version()));
  }
}

void set_up(Transfer& transfer, const HttpRequest& request, const Patience& patience) {
  CURL* easy = transfer.easy;
  set(easy, CURLOPT_URL, request.url.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_FOLLOWLOCATION, 0L);  // a key must not travel to where nobody meant it to
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(patience.connect.count()));
  set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  set(easy, CURLOPT_ERRORBUFFER, transfer.error.data());
  set(easy, CURLOPT_HEADERFUNCTION, &on_header);
  set(easy, CURLOPT_HEADERDATA, static_cast<void*>(&transfer));
  set(easy, CURLOPT_WRITEFUNCTION, &on_body);
  set(easy, CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  set(easy, CURLOPT_PRIVATE, static_cast<void*>(&transfer));
  set(easy, CURLOPT_USERAGENT, "assay");
  for (const std::string& header : request.headers) {
    transfer.headers = ::curl_slist_append(transfer.headers, header.c_str());
  }
  if (!request.body.empty()) {
    transfer.headers = ::curl_slist_append(transfer.headers, "Content-Type: application/json");
    // No "Expect: 100-continue": many servers never answer it, and each request would wait for it.
    transfer.headers = ::curl_slist_append(transfer.headers, "Expect:");
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(transfer.body.size()));
    set(easy, CURLOPT_POSTFIELDS, transfer.body.c_str());
  }
  set(easy, CURLOPT_HTTPHEADER, transfer.headers);
}

/// Whether no server was reached at all.
bool is_connect_failure(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return true;
    default:
      return false;
  }
}

HttpOutcome outcome_of(const Transfer& transfer, CURLcode code) {
  HttpOutcome outcome;
  outcome.id = transfer.id;
  outcome.head = transfer.head;
  long status = 0;
  ::curl_easy_getinfo(transfer.easy, CURLINFO_RESPONSE_CODE, &status);
  outcome.head.status = static_cast<int>(status);
  if (code == CURLE_OK) {
    return outcome;
  }
  if (!transfer.reader_error.empty()) {
    outcome.failure = HttpFailure::reader;
    outcome.error = transfer.reader_error;
    return outcome;
  }
  const bool timed_out_connecting = code == CURLE_OPERATION_TIMEDOUT && status == 0;
  outcome.failure =
      is_connect_failure(code) || timed_out_connecting ? HttpFailure::connect : HttpFailure::cut;
  outcome.error = transfer.error[0] != '\0' ? transfer.error.data() : ::curl_easy_strerror(code);
  return outcome;
}

}  // namespace

struct HttpClient::State {
  Patience patience;
  std::shared_ptr<Clock> clock;
  CURLM* multi = nullptr;
  std::map<std::uint64_t, std::unique_ptr<Transfer>> transfers;

  /// Removes a transfer; its connection is kept only if the transfer had ended by itself.
  void drop(std::uint64_t id) {
    const auto found = transfers.find(id);
    ::curl_multi_remove_handle(multi, found->second->easy);
    transfers.erase(found);
  }

  void take_ended(std::vector<HttpOutcome>& outcomes) {
    int left = 0;
    while (const CURLMsg* message = ::curl_multi_info_read(multi, &left)) {
      if (message->msg != CURLMSG_DONE) {
        continue;
      }
      char* pointer = nullptr;
      ::curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &pointer);
      const auto* transfer = reinterpret_cast<const Transfer*>(pointer);
      outcomes.push_back(outcome_of(*transfer, message->data.result));
      drop(outcomes.back().id);
    }
  }

  void end_silent(std::vector<HttpOutcome>& outcomes) {
    const Clock::TimePoint now = clock->now();
    std::vector<std::uint64_t> silent;
    for (const auto& [id, transfer] : transfers) {
      const milliseconds limit = transfer->has_body ? patience.silence : patience.first;
      if (now - transfer->heard < limit) {
        continue;
      }
      HttpOutcome outcome;
      outcome.id = id;
      outcome.head = transfer->head;
      outcome.failure = HttpFailure::silence;
      outcome.error = fmt::format(
          "nothing came for {:.0f} s{}", static_cast<double>(limit.count()) / 1000.0,
          transfer->has_body ? " in the middle of an answer" : " after the request was sent");
      outcomes.push_back(std::move(outcome));
      silent.push_back(id);
    }
    std::for_each(silent.begin(), silent.end(), [this](std::uint64_t id) { drop(id); });
  }
};

HttpClient::HttpClient(Patience patience, std::shared_ptr<Clock> clock)
    : state_(std::make_unique<State>()) {
  initialise_curl();
  state_->patience = patience;
  state_->clock = std::move(clock);
  state_->multi = ::curl_multi_init();
  if (state_->multi == nullptr) {
    throw InfrastructureError("libcurl cannot begin: out of memory or of file descriptors");
  }
}

HttpClient::~HttpClient() {
  abort_all();
  ::curl_multi_cleanup(state_->multi);
}

void HttpClient::start(std::uint64_t id, const HttpRequest& request, BodyReader reader) {
  auto transfer = std::make_unique<Transfer>();
  transfer->id = id;
  transfer->easy = ::curl_easy_init();
  if (transfer->easy == nullptr) {
    throw InfrastructureError("libcurl cannot begin a transfer: out of memory");
  }
  transfer->body = request.body;
  transfer->reader = std::move(reader);
  transfer->clock = state_->clock.get();
  transfer->heard = state_->clock->now();
  set_up(*transfer, request, state_->patience);
  if (const CURLMcode code = ::curl_multi_add_handle(state_->multi, transfer->easy);
      code != CURLM_OK) {
    throw InfrastructureError(
        fmt::format("libcurl cannot begin a transfer: {}", ::curl_multi_strerror(code)));
  }
  state_->transfers.emplace(id, std::move(transfer));
}

std::vector<HttpOutcome> HttpClient::poll(milliseconds wait) {
  std::vector<HttpOutcome> outcomes;
  int running = 0;
  ::curl_multi_perform(state_->multi, &running);
  state_->take_ended(outcomes);
  if (outcomes.empty()) {
    const auto bounded = std::clamp(wait, milliseconds(0), most_wait);
    ::curl_multi_poll(state_->multi, nullptr, 0, static_cast<int>(bounded.count()), nullptr);
    ::curl_multi_perform(state_->multi, &running);
    state_->take_ended(outcomes);
  }
  state_->end_silent(outcomes);
  return outcomes;
}

void HttpClient::abort_all() {
  while (!state_->transfers.empty()) {
    state_->drop(state_->transfers.begin()->first);
  }
}

void HttpClient::wake() { ::curl_multi_wakeup(state_->multi); }

std::size_t HttpClient::in_flight() const noexcept { return state_->transfers.size(); }

}  // namespace assay::remote
