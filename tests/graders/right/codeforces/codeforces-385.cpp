#include <cstdlib>
#include <iostream>

int main() {
  int t, n;
  for (std::cin >> t; t-- && std::cin >> n;) {
    int x = 0, move = 0;
    while (std::abs(x) <= n) {
      ++move;
      x += (move % 2 != 0 ? -1 : 1) * (2 * move - 1);
    }
    std::cout << (move % 2 != 0 ? "Sakurako" : "Kosuke") << '\n';
  }
}
