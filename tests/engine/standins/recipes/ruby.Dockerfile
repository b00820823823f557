# ruby:3.3-slim
#
# RubyGems' registry is not reachable where this is needed, so the gems of a Jekyll site are here
# already, as Debian packages them: Bundler finds them, and asks the registry for nothing, as long
# as the lockfile names these versions.
#
# Differs from the official image: Debian's Ruby 3.3 in /usr/bin, with Debian's gems.
# As in the official image: gems go to /usr/local/bundle, and Bundler keeps its settings there.
FROM debian:trixie-slim
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends \
        ruby ruby-bundler jekyll ruby-jekyll-feed ruby-jekyll-sitemap ruby-jekyll-seo-tag \
        ca-certificates tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && mkdir -p /usr/local/bundle \
 && chmod 1777 /usr/local/bundle \
 && ruby --version \
 && bundle --version
ENV LANG=C.UTF-8 \
    RUBY_VERSION=3.3 \
    GEM_HOME=/usr/local/bundle \
    BUNDLE_SILENCE_ROOT_WARNING=1 \
    BUNDLE_APP_CONFIG=/usr/local/bundle \
    PATH=/usr/local/bundle/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["irb"]
