#include <algorithm>
#include <iostream>

int main() {
  int t, x, y;
  std::cin >> t;
  while (t--) {
    std::cin >> x >> y;
    std::cout << std::min(x, y) << ' ' << std::max(x, y) << '\n';
  }
}
