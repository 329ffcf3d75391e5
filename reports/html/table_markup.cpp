#include "reports/html/table_markup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::html {

Table::Table(const std::vector<std::string>& headings, const std::string& caption,
             std::vector<std::size_t> text_columns)
    : text_columns_(std::move(text_columns)), label_(caption.empty() ? headings.front() : caption) {
  head_ = caption.empty() ? "" : fmt::format("<caption>{}</caption>", caption);
  head_ += "<thead><tr>";
  for (std::size_t i = 0; i < headings.size(); ++i) {
    head_ += fmt::format(R"(<th scope="col"{}>{}</th>)", alignment(i), headings[i]);
  }
  head_ += "</tr></thead>";
}

Table& Table::row(const std::vector<std::string>& cells, const std::string& row_class) {
  rows_ += row_class.empty() ? "<tr>" : fmt::format(R"(<tr class="{}">)", row_class);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    rows_ += i == 0 ? fmt::format(R"(<th scope="row">{}</th>)", cells[i])
                    : fmt::format("<td{}>{}</td>", alignment(i), cells[i]);
  }
  rows_ += "</tr>";
  return *this;
}

const char* Table::alignment(std::size_t column) const {
  return std::find(text_columns_.begin(), text_columns_.end(), column) == text_columns_.end()
             ? ""
             : R"( class="text")";
}

std::string Table::markup() const {
  // Focusable, so that the keyboard can scroll it.
  return fmt::format(
      R"(<div class="scroll" role="region" tabindex="0" aria-label="{}"><table>{}<tbody>{}</tbody></table></div>)"
      "\n",
      label_, head_, rows_);
}

}  // namespace assay::html
