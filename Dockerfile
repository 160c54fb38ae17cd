FROM golang:1.26-bookworm AS build
WORKDIR /src
# Behind a slow network: docker build --build-arg GOPROXY=…
ARG GOPROXY
COPY go.mod go.sum ./
COPY internal/store/nomattn internal/store/nomattn
RUN go mod download
COPY . .
# /tmp is for SQLite's and uploads' temporary files; the certificates are for posts to https addresses.
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /image/shuzhi ./cmd/shuzhi \
 && mkdir -p /image/data /image/tmp /image/etc/ssl/certs \
 && chmod 700 /image/data && chmod 1777 /image/tmp \
 && cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/

FROM scratch
COPY --from=build --chown=65532:65532 /image/ /
USER 65532:65532
ENV SHUZHI_ADDR=0.0.0.0:8080 SHUZHI_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["/shuzhi", "health"]
ENTRYPOINT ["/shuzhi"]
CMD ["serve"]
