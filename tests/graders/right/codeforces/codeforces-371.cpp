#include <algorithm>
#include <iostream>
#include <vector>

int main() {
  int t, n;
  for (std::cin >> t; t-- && std::cin >> n;) {
    std::vector<long long> a(n);
    for (auto& value : a) std::cin >> value;
    std::sort(a.begin(), a.end());
    std::cout << (a.back() - a.front()) * (n - 1) << '\n';
  }
}
