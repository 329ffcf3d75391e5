#include <iostream>
#include <set>
#include <vector>

std::vector<int> values;
int owner[31];

bool pair(int value, std::set<int>& seen) {
  for (int bit = 0; bit < 31; ++bit) {
    if ((values[value] >> bit & 1) == 0 || !seen.insert(bit).second) continue;
    if (owner[bit] < 0 || pair(owner[bit], seen)) {
      owner[bit] = value;
      return true;
    }
  }
  return false;
}

int main() {
  int t, n;
  for (std::cin >> t; t-- && std::cin >> n;) {
    values.assign(n, 0);
    for (int& value : values) std::cin >> value;
    for (int& who : owner) who = -1;
    int matched = 0;
    for (int i = 0; i < n; ++i) {
      std::set<int> seen;
      matched += pair(i, seen);
    }
    std::cout << n - matched << '\n';
  }
}
