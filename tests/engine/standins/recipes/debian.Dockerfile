# debian:trixie-slim
#
# The root of all stand-ins: a debootstrap tree (minbase), with what this machine needs to reach
# its package registries laid over it (see machine.py).
#
# Differs from the official image: a few packages more than the official slim tree; the machine's
# CA bundle is at /etc/ssl/certs although ca-certificates is not installed; the machine's package
# sources and client settings are in place.
FROM scratch
ADD rootfs.tar /
COPY machine/ /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["bash"]
