#include <iostream>
#include <set>

int main() {
  std::set<long long> liked;
  for (long long i = 1; i * i <= 1'000'000'000; ++i) {
    liked.insert(i * i);
    if (i <= 1000) liked.insert(i * i * i);
  }
  int t;
  long long n;
  for (std::cin >> t; t-- && std::cin >> n;) {
    long long count = 0;
    for (long long value : liked) count += value <= n;
    std::cout << count << '\n';
  }
}
