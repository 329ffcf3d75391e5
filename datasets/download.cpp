#include "datasets/download.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <exception>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>

#include "datasets/partial_file.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_wait{60000};
constexpr int partial_content = 206;
constexpr int range_not_satisfiable = 416;

struct FreeEasy {
  void operator()(CURL* easy) const { ::curl_easy_cleanup(easy); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;

class HeaderList {
 public:
  HeaderList() = default;
  ~HeaderList() { ::curl_slist_free_all(list_); }
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;

  void add(const std::string& line) { list_ = ::curl_slist_append(list_, line.c_str()); }
  [[nodiscard]] curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

void initialise_curl() {
  static std::once_flag once;
  std::call_once(once, [] { ::curl_global_init(CURL_GLOBAL_DEFAULT); });
}

template <typename Value>
void set(const Easy& easy, CURLoption option, Value value) {
  if (::curl_easy_setopt(easy.get(), option, value) != CURLE_OK) {
    throw InfrastructureError(
        fmt::format("libcurl refuses option {}; this version is {}, 7.85 or later is needed",
                    static_cast<int>(option), ::curl_version()));
  }
}

/// The value of a header line of that name, in lower case; nothing else begins with "name:".
bool take_header(std::string_view line, std::string_view name, std::string& value) {
  const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
  if (line.size() <= name.size() || line[name.size()] != ':' ||
      !std::equal(name.begin(), name.end(), line.begin(),
                  [&](char expected, char found) { return same(found, expected); })) {
    return false;
  }
  line.remove_prefix(name.size() + 1);
  const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  const std::size_t end = line.find_last_not_of(" \t\r\n") + 1;
  value = begin < end ? line.substr(begin, end - begin) : std::string_view{};
  return true;
}

/// What is known of a response before its body.
struct Head {
  std::string etag;
  std::string content_range;
  std::string retry_after;

  void take(std::string_view line) {
    if (line.starts_with("HTTP/")) {
      *this = {};  // a redirection, or a proxy's answer, came before
      return;
    }
    (void)(take_header(line, "etag", etag) || take_header(line, "content-range", content_range) ||
           take_header(line, "retry-after", retry_after));
  }

  /// Weak ones do not promise the same bytes.
  [[nodiscard]] std::string strong_etag() const { return etag.starts_with('"') ? etag : ""; }
};

/// One exchange with the server, which adds to the part.
class Attempt {
 public:
  Attempt(const DownloadRequest& request, const DownloadOptions& options, PartialFile& part)
      : request_(request), options_(options), part_(part), easy_(::curl_easy_init()) {
    if (easy_ == nullptr) {
      throw InfrastructureError("libcurl cannot begin a transfer: out of memory");
    }
    set_up();
  }

  void perform() {
    code_ = ::curl_easy_perform(easy_.get());
    if (failure_) {
      std::rethrow_exception(failure_);
    }
    if (code_ == CURLE_OK && status() == 200 && !begun_) {
      part_.restart(head_.strong_etag());  // a file of no bytes
    }
  }

  [[nodiscard]] CURLcode code() const { return code_; }
  [[nodiscard]] const Head& head() const { return head_; }
  [[nodiscard]] bool resumed() const { return offset_ > 0 && status() == partial_content; }

  [[nodiscard]] int status() const {
    long status = 0;
    ::curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    return static_cast<int>(status);
  }

  [[nodiscard]] std::string error() const {
    return error_[0] != '\0' ? error_.data() : ::curl_easy_strerror(code_);
  }

 private:
  void set_up() {
    set(easy_, CURLOPT_URL, request_.url.c_str());
    set(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
    set(easy_, CURLOPT_REDIR_PROTOCOLS_STR,
        request_.url.starts_with("https:") ? "https" : "http,https");
    set(easy_, CURLOPT_FOLLOWLOCATION, 1L);
    set(easy_, CURLOPT_MAXREDIRS, 10L);
    set(easy_, CURLOPT_NOSIGNAL, 1L);
    set(easy_, CURLOPT_CONNECTTIMEOUT, 30L);
    set(easy_, CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(easy_, CURLOPT_LOW_SPEED_TIME,
        std::max(1L, static_cast<long>(options_.silence.count() / 1000)));
    set(easy_, CURLOPT_USERAGENT, "assay");
    set(easy_, CURLOPT_ERRORBUFFER, error_.data());
    set(easy_, CURLOPT_HEADERFUNCTION, &on_header);
    set(easy_, CURLOPT_HEADERDATA, static_cast<void*>(this));
    set(easy_, CURLOPT_WRITEFUNCTION, &on_body);
    set(easy_, CURLOPT_WRITEDATA, static_cast<void*>(this));
    set(easy_, CURLOPT_NOPROGRESS, 0L);
    set(easy_, CURLOPT_XFERINFOFUNCTION, &on_tick);
    set(easy_, CURLOPT_XFERINFODATA, static_cast<void*>(this));
    if (!request_.bearer.empty()) {
      set(easy_, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
      set(easy_, CURLOPT_XOAUTH2_BEARER, request_.bearer.c_str());
    }
    ask_for_the_rest();
  }

  /// Without a version only a checksum can tell whether old and new bytes belong together.
  void ask_for_the_rest() {
    if (part_.size() > 0 && part_.version().empty() && request_.sha256.empty()) {
      part_.restart("");
    }
    if (part_.size() == 0) {
      return;
    }
    offset_ = part_.size();
    headers_.add(fmt::format("Range: bytes={}-", offset_));
    if (!part_.version().empty()) {
      headers_.add("If-Range: " + part_.version());
    }
    set(easy_, CURLOPT_HTTPHEADER, headers_.get());
  }

  static std::size_t on_header(char* bytes, std::size_t /*one*/, std::size_t size,
                               void* self) noexcept {
    return static_cast<Attempt*>(self)->guarded(size, [&](Attempt& attempt) {
      attempt.head_.take({bytes, size});
    });
  }

  static std::size_t on_body(char* bytes, std::size_t /*one*/, std::size_t size,
                             void* self) noexcept {
    return static_cast<Attempt*>(self)->guarded(size, [&](Attempt& attempt) {
      attempt.take_body({bytes, size});
    });
  }

  static int on_tick(void* self, curl_off_t /*total*/, curl_off_t /*now*/, curl_off_t /*up_total*/,
                     curl_off_t /*up*/) noexcept {
    const auto& attempt = *static_cast<const Attempt*>(self);
    return attempt.options_.stopped && attempt.options_.stopped() ? 1 : 0;
  }

  /// libcurl's callbacks must not throw.
  template <typename Action>
  std::size_t guarded(std::size_t size, Action action) noexcept {
    try {
      action(*this);
      return size;
    } catch (...) {
      failure_ = std::current_exception();
      return CURL_WRITEFUNC_ERROR;
    }
  }

  void take_body(std::string_view bytes) {
    if (status() != 200 && status() != partial_content) {
      return;  // a page that says what went wrong
    }
    if (!begun_) {
      begin();
    }
    part_.append(bytes);
    if (options_.progress) {
      options_.progress(part_.size(), total_);
    }
  }

  void begin() {
    begun_ = true;
    curl_off_t length = -1;
    ::curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (status() == 200) {
      part_.restart(head_.strong_etag());
    } else if (!head_.content_range.starts_with(fmt::format("bytes {}-", offset_))) {
      part_.restart("");
      throw InfrastructureError(
          fmt::format("{}: asked for the bytes from {}, the server sent '{}'; the same command "
                      "begins anew",
                      request_.url, offset_, head_.content_range));
    }
    total_ = length < 0 ? 0 : part_.size() + static_cast<std::uint64_t>(length);
  }

  const DownloadRequest& request_;
  const DownloadOptions& options_;
  PartialFile& part_;
  Easy easy_;
  HeaderList headers_;
  std::array<char, CURL_ERROR_SIZE> error_{};
  Head head_;
  std::uint64_t offset_ = 0;  ///< 0: the whole file was asked for
  std::uint64_t total_ = 0;
  bool begun_ = false;
  std::exception_ptr failure_;
  CURLcode code_ = CURLE_OK;
};

bool is_passing(int status) {
  return status == 408 || status == 425 || status == 429 ||
         (status >= 500 && status != 501 && status != 505);
}

/// Whether no server was reached at all, and none will be in a moment.
bool is_hopeless(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_TOO_MANY_REDIRECTS:
      return true;
    default:
      return false;
  }
}

std::string remedy(const DownloadRequest& request, int status) {
  switch (status) {
    case 401:
    case 403:
      return request.bearer.empty()
                 ? "it wants an account; for huggingface.co set HF_TOKEN to a token of yours"
                 : "the token in HF_TOKEN may not read it; accept its terms on its page";
    case 404:
    case 410:
      return fmt::format("it is no longer there; get it from elsewhere and put it at {}",
                         request.target.string());
    default:
      return "try again later";
  }
}

class Downloader {
 public:
  Downloader(const DownloadRequest& request, const DownloadOptions& options)
      : request_(request), options_(options), part_(request.target, request.url) {}

  void run() {
    while (true) {
      if (!fetch()) {
        continue;
      }
      const std::string hash = request_.sha256.empty() ? "" : part_.sha256();
      if (hash == request_.sha256) {
        part_.finish();
        return;
      }
      if (!resumed_) {
        refuse(hash);
      }
      tell("the parts do not fit together; once more from the beginning");
      start_over();
    }
  }

 private:
  /// True when the server has sent all of it.
  bool fetch() {
    Attempt attempt(request_, options_, part_);
    const std::uint64_t before = part_.size();
    attempt.perform();
    resumed_ = resumed_ || attempt.resumed();
    if (attempt.code() == CURLE_ABORTED_BY_CALLBACK) {
      throw_stopped();
    }
    if (is_hopeless(attempt.code())) {
      throw InfrastructureError(
          fmt::format("{}: {}; check the network, and https_proxy where there is a proxy",
                      request_.url, attempt.error()));
    }
    if (attempt.code() != CURLE_OK) {
      failures_ = part_.size() > std::max(before, most_) ? 0 : failures_;
      most_ = std::max(most_, part_.size());
      again(attempt.error(), {});
      return false;
    }
    return take_status(attempt);
  }

  bool take_status(const Attempt& attempt) {
    const int status = attempt.status();
    if (status == 200 || status == partial_content) {
      return true;
    }
    if (status == range_not_satisfiable && part_.size() > 0) {
      if (attempt.head().content_range == fmt::format("bytes */{}", part_.size())) {
        resumed_ = true;
        return true;  // all of it was there
      }
      tell("the part is longer than the file is by now; once more from the beginning");
      start_over();
      return false;
    }
    const std::string what = fmt::format("the server answers {}", status);
    if (!is_passing(status)) {
      throw InfrastructureError(
          fmt::format("{}: {}; {}", request_.url, what, remedy(request_, status)));
    }
    again(what, attempt.head().retry_after);
    return false;
  }

  void start_over() {
    resumed_ = false;
    part_.restart("");
  }

  /// Waits for the next attempt, or gives up.
  void again(const std::string& what, const std::string& retry_after) {
    if (++failures_ >= options_.attempts) {
      throw InfrastructureError(
          fmt::format("{}: {}; given up after {} attempts, and the same command goes on from here",
                      request_.url, what, failures_));
    }
    const milliseconds wait = wait_for(retry_after);
    tell(fmt::format("{}; once more in {:.0f} s", what,
                     std::max(1.0, static_cast<double>(wait.count()) / 1000)));
    if (options_.wait) {
      options_.wait(wait);
    } else {
      sleep(wait);
    }
  }

  /// What the server asks for in seconds, or twice as long each time.
  [[nodiscard]] milliseconds wait_for(const std::string& retry_after) const {
    int seconds = 0;
    const char* end = retry_after.data() + retry_after.size();
    const auto [rest, error] = std::from_chars(retry_after.data(), end, seconds);
    const bool asked = error == std::errc() && rest == end && seconds >= 0;
    const milliseconds wait =
        asked ? milliseconds(seconds * 1000LL) : options_.first_wait * (1 << (failures_ - 1));
    return std::min(wait, longest_wait);
  }

  void sleep(milliseconds wait) const {
    const auto end = std::chrono::steady_clock::now() + wait;
    while (std::chrono::steady_clock::now() < end) {
      if (options_.stopped && options_.stopped()) {
        throw_stopped();
      }
      std::this_thread::sleep_for(std::min(wait, milliseconds(100)));
    }
  }

  void tell(const std::string& line) const {
    if (options_.note) {
      options_.note(line);
    }
  }

  [[noreturn]] static void throw_stopped() {
    throw Interrupted("stopped; the same command goes on from here");
  }

  [[noreturn]] void refuse(const std::string& hash) {
    part_.discard();
    throw InfrastructureError(
        fmt::format("{}: not the published file: its sha256 is {}, not {}; nothing of it is kept",
                    request_.url, hash, request_.sha256));
  }

  const DownloadRequest& request_;
  const DownloadOptions& options_;
  PartialFile part_;
  bool resumed_ = false;  ///< the part has bytes of more than one response
  int failures_ = 0;
  std::uint64_t most_ = 0;  ///< bytes that were there at once
};

}  // namespace

void download(const DownloadRequest& request, const DownloadOptions& options) {
  initialise_curl();
  Downloader(request, options).run();
}

}  // namespace assay
