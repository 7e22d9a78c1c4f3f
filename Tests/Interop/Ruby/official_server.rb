# Runs the interop server that comes with ruby-grpc, on a free port of 127.0.0.1.
#
#     official_server.rb [--certs DIR [--client_certs false]]
#
# Prints `listening on https://127.0.0.1:PORT` when it serves, and `call METHOD` for each handler that it runs. With
# --certs it serves mutual TLS, or TLS with `--client_certs false`: the official program itself only knows the certificate
# that is published with it, and listens on every address.

require 'optparse'
require 'grpc'

$stdout.sync = true

options = {}
OptionParser.new do |flags|
  flags.on('--certs DIR')
  flags.on('--client_certs CHOICE', %w[true false])
end.parse(ARGV, into: options)

# What the official program does, less what it decides itself.
module OnLoopback
  class << self
    attr_accessor :options
  end

  def add_http2_port(_address, _credentials)
    @port = super('127.0.0.1:0', OnLoopback.credentials)
  end

  def run_till_terminated
    Thread.new do
      wait_till_running(10) or abort('It does not run.')
      puts "listening on #{OnLoopback.options[:certs] ? 'https' : 'http'}://127.0.0.1:#{@port}"
    end
    super
  end

  def self.credentials
    return :this_port_is_insecure unless options[:certs]

    pem = ->(name) { File.read(File.join(options[:certs], name)) }
    pair = { private_key: pem['server-key.pem'], cert_chain: pem['server-cert.pem'] }
    return GRPC::Core::ServerCredentials.new(nil, [pair], false) if options[:client_certs] == 'false'

    GRPC::Core::ServerCredentials.new(pem['ca-cert.pem'], [pair], true)
  end
end

# Before the handler runs: no such line, no handler.
module TellingCalls
  def run_server_method(active_call, method, *others)
    puts "call #{method.name}"
    super
  end
end

OnLoopback.options = options
GRPC::RpcServer.prepend(OnLoopback)
GRPC::RpcDesc.prepend(TellingCalls)

# It runs its `main` as soon as it is loaded.
ARGV.replace(['--port=0', "--use_tls=#{options.key?(:certs)}"])
load File.join(Gem::Specification.find_by_name('grpc').full_gem_path, 'src/ruby/pb/test/server.rb')
