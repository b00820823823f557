# Builds the images of this repository in parallel: docker buildx bake
# To push them too: REGISTRY=registry.example/team/ TAG=1.2 docker buildx bake --push
# To build one of them, or use another builder: docker buildx bake --builder cluster NAME

variable "REGISTRY" {
  default = "registry.example/team/"
}

variable "TAG" {
  default = "latest"
}

# A registry repository that caches layers between builds, such as registry.example/team/cache
variable "CACHE_FROM" {
  default = ""
}

variable "CACHE_TO" {
  default = ""
}

# 1 adds an SBOM and a provenance attestation, for a push with a builder other than docker's own
variable "ATTEST" {
  default = ""
}

group "default" {
  targets = [
    "api",
    "web",
  ]
}

target "api" {
  context    = "api"
  dockerfile = "Dockerfile"
  tags       = ["${REGISTRY}node-express:${TAG}"]
  attest     = ATTEST == "" ? [] : ["type=sbom", "type=provenance,mode=max"]
  cache-from = CACHE_FROM == "" ? [] : ["type=registry,ref=${CACHE_FROM}:api"]
  cache-to   = CACHE_TO == "" ? [] : ["type=registry,ref=${CACHE_TO}:api,mode=max"]
}

target "web" {
  context    = "web"
  dockerfile = "Dockerfile"
  tags       = ["${REGISTRY}web:${TAG}"]
  attest     = ATTEST == "" ? [] : ["type=sbom", "type=provenance,mode=max"]
  cache-from = CACHE_FROM == "" ? [] : ["type=registry,ref=${CACHE_FROM}:web"]
  cache-to   = CACHE_TO == "" ? [] : ["type=registry,ref=${CACHE_TO}:web,mode=max"]
}
