# Runs cases of the interop client that comes with ruby-grpc, any number in one process, each on a channel of its own.
#
#     official_client.rb --list
#     official_client.rb --server_port PORT [--certs DIR [--client_certs false]] CASE...
#
# Prints `case NAME: passed` or `case NAME: failed: WHY` for each; `--list` prints the names that the client knows. With
# --certs it speaks TLS, trusts the folder's CA alone, and shows its client certificate unless told not to: the official
# program itself only knows the CA and the certificate that are published with it.

require 'optparse'
require 'timeout'

$stdout.sync = true

# Far longer than any case takes; it bounds a hang.
PATIENCE = 30

options = {}
cases = OptionParser.new do |flags|
  flags.on('--list')
  flags.on('--server_port PORT')
  flags.on('--certs DIR')
  flags.on('--client_certs CHOICE', %w[true false])
end.parse(ARGV, into: options)

# It runs nothing when it is loaded: `main` is for whoever asks.
load File.join(Gem::Specification.find_by_name('grpc').full_gem_path, 'src/ruby/pb/test/client.rb')

if options[:list]
  puts NamedTests.instance_methods(false)
  exit
end

pem = ->(name) { File.read(File.join(options[:certs], name)) }

define_method(:ssl_creds) do |_use_test_ca|
  next GRPC::Core::ChannelCredentials.new(pem['ca-cert.pem']) if options[:client_certs] == 'false'

  GRPC::Core::ChannelCredentials.new(pem['ca-cert.pem'], pem['client-key.pem'], pem['client-cert.pem'])
end

cases.each do |name|
  ARGV.replace(['--server_host=localhost', "--server_port=#{options[:server_port]}", "--test_case=#{name}", "--use_tls=#{options.key?(:certs)}"])
  # What `main` gives is what it prints last, when the case has passed.
  said = Timeout.timeout(PATIENCE) { main }
  puts said == "OK: #{name}" ? "case #{name}: passed" : "case #{name}: failed: it said #{said.inspect}"
rescue StandardError => e
  puts "case #{name}: failed: #{e.class}: #{e.message.gsub(/\s+/, ' ')}"
end
