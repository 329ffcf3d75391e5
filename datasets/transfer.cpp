#include "datasets/transfer.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <exception>
#include <memory>
#include <mutex>
#include <string_view>

#include "engine/core/error.hpp"

namespace assay {

namespace {

constexpr int partial_content = 206;

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

TransferEnd end_of(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return TransferEnd::answered;
    case CURLE_ABORTED_BY_CALLBACK:
      return TransferEnd::stopped;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_TOO_MANY_REDIRECTS:
      return TransferEnd::unreachable;
    default:
      return TransferEnd::broken;
  }
}

/// One exchange with the server, which adds to the part.
class Exchange {
 public:
  Exchange(const DownloadRequest& request, const DownloadOptions& options, PartialFile& part)
      : request_(request), options_(options), part_(part), easy_(::curl_easy_init()) {
    if (easy_ == nullptr) {
      throw InfrastructureError("libcurl cannot begin a transfer: out of memory");
    }
    set_up();
  }

  [[nodiscard]] TransferOutcome perform() {
    const CURLcode code = ::curl_easy_perform(easy_.get());
    if (failure_) {
      std::rethrow_exception(failure_);
    }
    if (code == CURLE_OK && status() == 200 && !begun_) {
      part_.restart(head_.strong_etag());  // a file of no bytes
    }
    TransferOutcome outcome;
    outcome.end = end_of(code);
    outcome.error = error_[0] != '\0' ? error_.data() : ::curl_easy_strerror(code);
    outcome.status = status();
    outcome.resumed = offset_ > 0 && status() == partial_content;
    outcome.content_range = head_.content_range;
    outcome.retry_after = head_.retry_after;
    return outcome;
  }

 private:
  [[nodiscard]] int status() const {
    long status = 0;
    ::curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    return static_cast<int>(status);
  }

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
    if (part_.size() > 0 && part_.version().empty() && !request_.is_pinned()) {
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
    return static_cast<Exchange*>(self)->guarded(size, [&](Exchange& exchange) {
      exchange.head_.take({bytes, size});
    });
  }

  static std::size_t on_body(char* bytes, std::size_t /*one*/, std::size_t size,
                             void* self) noexcept {
    return static_cast<Exchange*>(self)->guarded(size, [&](Exchange& exchange) {
      exchange.take_body({bytes, size});
    });
  }

  static int on_tick(void* self, curl_off_t /*total*/, curl_off_t /*now*/, curl_off_t /*up_total*/,
                     curl_off_t /*up*/) noexcept {
    const auto& exchange = *static_cast<const Exchange*>(self);
    return exchange.options_.stopped && exchange.options_.stopped() ? 1 : 0;
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
    if (request_.size && part_.size() + bytes.size() > *request_.size) {
      part_.restart("");
      throw InfrastructureError(fmt::format(
          "{}: not the published file: it has more than {} bytes; nothing of it is kept",
          request_.url, *request_.size));
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
};

}  // namespace

TransferOutcome transfer(const DownloadRequest& request, const DownloadOptions& options,
                         PartialFile& part) {
  initialise_curl();
  return Exchange(request, options, part).perform();
}

}  // namespace assay
