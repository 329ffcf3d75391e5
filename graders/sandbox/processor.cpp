#include "graders/sandbox/processor.hpp"

#include <mutex>

namespace assay {

namespace {

struct Held {
  std::mutex mutex;
  cpu_set_t set{};
};

Held& held() {
  static Held all;
  return all;
}

}  // namespace

Processor::Processor() {
  CPU_ZERO(&allowed_);
  // More processors than a set has room for: the kernel refuses, and none is chosen.
  if (::sched_getaffinity(0, sizeof allowed_, &allowed_) == 0) {
    number_ = hold(::sched_getcpu());
  }
  if (number_ != any) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(number_, &one);
    ::sched_setaffinity(0, sizeof one, &one);
  }
}

/// `here`, or the next one that is free.
int Processor::hold(int here) const {
  Held& all = held();
  const std::lock_guard lock(all.mutex);
  for (int step = 0; here >= 0 && step < CPU_SETSIZE; ++step) {
    const int number = (here + step) % CPU_SETSIZE;
    if (CPU_ISSET(number, &allowed_) && !CPU_ISSET(number, &all.set)) {
      CPU_SET(number, &all.set);
      return number;
    }
  }
  return any;
}

Processor::~Processor() {
  if (number_ != any) {
    ::sched_setaffinity(0, sizeof allowed_, &allowed_);
    Held& all = held();
    const std::lock_guard lock(all.mutex);
    CPU_CLR(number_, &all.set);
  }
}

}  // namespace assay
