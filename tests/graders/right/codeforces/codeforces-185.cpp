#include <iostream>
#include <queue>
#include <vector>

// Value by value, for few operations; by a bound on the value otherwise.
int main() {
  int t;
  for (std::cin >> t; t--;) {
    long long n, k;
    std::cin >> n >> k;
    std::vector<long long> a(n), b(n);
    for (auto& value : a) std::cin >> value;
    for (auto& value : b) std::cin >> value;
    const auto gained = [&](long long least) {
      std::pair<long long, long long> sum{0, 0};
      for (long long i = 0; i < n; ++i) {
        if (a[i] < least) continue;
        const long long times = (a[i] - least) / b[i] + 1;
        sum.first += times;
        sum.second += times * a[i] - b[i] * (times * (times - 1) / 2);
      }
      return sum;
    };
    long long low = 1, high = 1'000'000'001;
    while (low < high) {
      const long long middle = (low + high) / 2;
      gained(middle).first <= k ? high = middle : low = middle + 1;
    }
    const auto [count, total] = gained(low);
    std::cout << total + (k - count) * (low - 1) << '\n';
  }
}
