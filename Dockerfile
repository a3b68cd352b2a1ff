# The program in a small image, for deploy/compose.
#   docker build --build-arg VERSION=$(git describe --tags --always) --tag partnerapi .
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=unversioned
# SQLite is C: linked statically it needs nothing of the image that it runs in.
RUN CGO_ENABLED=1 go build -trimpath -buildvcs=false -tags netgo,osusergo,sqlite_omit_load_extension \
    -ldflags "-s -w -linkmode external -extldflags -static -X main.version=$VERSION" -o /out/partnerapi ./cmd/partnerapi
RUN mkdir -m 700 /out/data

# BusyBox has the wget of the health check.
FROM busybox:1.37.0-musl
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/partnerapi /bin/partnerapi
COPY --from=build --chown=65532:65532 /out/data /var/lib/partnerapi
COPY LICENSE NOTICE /
USER 65532:65532
ENTRYPOINT ["/bin/partnerapi"]
CMD ["serve", "--listen", ":8080", "--data", "/var/lib/partnerapi"]
