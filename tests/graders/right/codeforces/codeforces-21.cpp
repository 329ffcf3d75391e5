#include <algorithm>
#include <iostream>

int main() {
  int t, x, y;
  for (std::cin >> t; t-- && std::cin >> x >> y;) {
    const int screens = (y + 1) / 2;
    const int left = std::max(0, x - (15 * screens - 4 * y));
    std::cout << screens + (left + 14) / 15 << '\n';
  }
}
