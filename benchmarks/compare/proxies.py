"""How each proxy is configured and started: one worker, keep-alive on both sides, no access log."""

import os
import shlex
from string import Template

import tokens
from processes import Failed, Program, need

NGINX = Template("""\
daemon off; worker_processes 1; pid $folder/$name.pid; error_log $folder/$name.error.log;
$user
events { worker_connections 4096; }
http {
  access_log off; server_tokens off; keepalive_requests 1000000000; keepalive_timeout 1h;
  client_body_temp_path $folder/$name.t1; proxy_temp_path $folder/$name.t2;
  fastcgi_temp_path $folder/$name.t3; uwsgi_temp_path $folder/$name.t4; scgi_temp_path $folder/$name.t5;
  default_type "";
  $body
}
""")
ORIGIN = Template('server { listen 127.0.0.1:$port backlog=1024; location / { return 200 "$answer"; } }')
NGINX_PROXY = Template("""\
upstream origin {
    server 127.0.0.1:$origin; keepalive 128; keepalive_requests 1000000000; keepalive_timeout 1h;
  }
  server {
    listen 127.0.0.1:$port backlog=1024;
    location / { proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }""")
HAPROXY = Template("""\
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 2s
  timeout client 1h
  timeout server 1h
  option http-keep-alive
  http-reuse always
frontend bench
  bind 127.0.0.1:$port
  default_backend origin
backend origin
  server origin 127.0.0.1:$origin
""")
# The same with a cache in front of the origin, which keeps every answer for an hour: what is
# measured is a hit.
NGINX_CACHE = Template("""\
proxy_cache_path $folder/$name.cache keys_zone=bench:8m;
upstream origin { server 127.0.0.1:$origin; keepalive 128; }
  server {
    listen 127.0.0.1:$port backlog=1024;
    location / {
      proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_cache bench; proxy_cache_valid 200 1h;
    }
  }""")
HAPROXY_CACHE = Template(HAPROXY.template.replace("global\n", """\
cache bench
  total-max-size 64
  max-age 3600
global
""").replace("  default_backend", """\
  http-request cache-use bench
  default_backend""").replace("\nbackend origin\n", """
backend origin
  http-response set-header Cache-Control max-age=3600
  http-response cache-store bench
"""))
SLUICE = Template("""\
server: { workers: 1, transport: $transport }
listeners:
  - { id: bench, bind: "127.0.0.1:$port" }
admin: { bind: "127.0.0.1:$admin" }
access_log: { off: true }
default_filters:
  - name: request_id
${filters}routes:
  - { id: bench, match: { path: { prefix: / } }, upstream: origin }
upstreams:
  - { id: origin, targets: [ { address: "127.0.0.1:$origin" } ] }
""")


# What kinds of sluice have behind request_id: jwt_auth lets in who has tokens.valid().
FILTERS = {"sluice": "", "sluice_jwt": f"""\
  - name: jwt_auth
    config:
      keys: [ {{ kid: bench, algorithm: HS256, secret: "{tokens.SECRET}" }} ]
      issuer: bench
      audience: bench
      consumer_header: x-consumer
""", "sluice_cache": """\
  - { name: cache, config: { ttl: { "200": 1h } } }
"""}

NGINXES = {"nginx": NGINX_PROXY, "nginx_cache": NGINX_CACHE}
HAPROXIES = {"haproxy": HAPROXY, "haproxy_cache": HAPROXY_CACHE}
KINDS = (*NGINXES, *HAPROXIES, *FILTERS)


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as out:
        out.write(text)
    return path


def nginx(name, body, core, folder):
    user = "user root;" if os.geteuid() == 0 else ""  # else the worker could not enter the folder
    conf = NGINX.substitute(folder=folder, name=name, user=user, body=body)
    return Program(name, [need("nginx", "nginx"), "-p", folder, "-c",
                          write(folder, name + ".conf", conf)], core, folder)


def origin(port, body_size, core, folder):
    """The server behind every proxy: nginx that answers from memory."""
    answer = ("sluice " * (body_size // 7 + 1))[:body_size]
    return nginx("origin", ORIGIN.substitute(port=port, answer=answer), core, folder)


def start(kind, name, options, ports, folder):
    """Starts one proxy of a kind on the core under test; ports: listen, origin, admin."""
    port, behind, admin = ports
    core = options.proxy_core
    if kind in NGINXES:
        body = NGINXES[kind].substitute(port=port, origin=behind, folder=folder, name=name)
        return nginx(name, body, core, folder)
    if kind in HAPROXIES:
        conf = write(folder, name + ".cfg", HAPROXIES[kind].substitute(port=port, origin=behind))
        return Program(name, [need("haproxy", "haproxy"), "-db", "-f", conf], core, folder)
    if kind in FILTERS:
        return sluice(name, FILTERS[kind], options, ports, folder)
    for word, number in (("{port}", port), ("{origin}", behind), ("{admin}", admin)):
        kind = kind.replace(word, str(number))
    return Program(name, shlex.split(kind), core, folder)


def sluice(name, filters, options, ports, folder):
    port, behind, admin = ports
    conf = write(folder, name + ".yaml", SLUICE.substitute(
        transport=options.transport, filters=filters, port=port, origin=behind, admin=admin))
    run = ["run", "--config", conf]
    if options.classpath:
        command = [options.java, *shlex.split(options.java_opts), "-cp",
                   options.classpath, "io.sluice.gateway.boot.GatewayMain", *run]
        return Program(name, command, options.proxy_core, folder)
    if not os.access(options.launcher, os.X_OK):
        raise Failed(f"{options.launcher}: no such launcher (say where with --launcher or --classpath)")
    env = dict(os.environ, SLUICE_JAVA_OPTS=options.java_opts)
    return Program(name, [options.launcher, *run], options.proxy_core, folder, env)
