// Options and PEM files, as server and client read them.
#pragma once

#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>

// Options of the form `--name value`, from argument `first` on.
class Options {
 public:
  Options(int count, char** arguments, int first) {
    for (int i = first; i + 1 < count; i += 2) values_[arguments[i]] = arguments[i + 1];
  }

  std::string Text(const std::string& name) const {
    auto found = values_.find(name);
    if (found == values_.end()) throw std::invalid_argument("the option " + name + " is missing");
    return found->second;
  }

  int Number(const std::string& name, int otherwise) const {
    return values_.count(name) ? std::stoi(Text(name)) : otherwise;
  }

 private:
  std::map<std::string, std::string> values_;
};

inline std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::invalid_argument("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}
