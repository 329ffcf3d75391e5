#include <algorithm>
#include <iostream>
#include <vector>

int main() {
  int t, n;
  for (std::cin >> t; t-- && std::cin >> n;) {
    std::vector<long long> cells(n);
    for (auto& cell : cells) std::cin >> cell;
    const auto widest = [&](int without) {
      std::vector<long long> kept;
      for (int i = 0; i < n; ++i) {
        if (i != without) kept.push_back(cells[i]);
      }
      long long most = 1;
      for (std::size_t i = 0; i + 1 < kept.size(); i += 2) {
        most = std::max(most, kept[i + 1] - kept[i]);
      }
      return most;
    };
    long long best = n % 2 == 0 ? widest(-1) : widest(0);
    for (int i = 0; n % 2 != 0 && i < n; ++i) best = std::min(best, widest(i));
    std::cout << best << '\n';
  }
}
