# Loopgate as an image: `docker build --tag loopgate .`
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY contract/package.json contract/
COPY server/package.json server/
COPY client/package.json client/
COPY cli/package.json cli/
COPY inbox/package.json inbox/
COPY fake-telegram/package.json fake-telegram/
RUN npm ci --no-audit --no-fund
COPY . .
RUN node scripts/build.ts
# What the bundle imports, in the versions of the lockfile, and nothing else.
RUN rm -rf node_modules && npm ci --omit=dev --workspace=loopgate --no-audit --no-fund

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="Loopgate" \
      org.opencontainers.image.description="The gate between AI agents and the people who answer for them" \
      org.opencontainers.image.licenses="MIT"
# A container is reached from outside itself, so it listens on every address. That is served mode: every agent needs an API key, unless
# LOOPGATE_AUTH=none says that something in front lets only the right callers in. The image does not say so for you; see compose.yaml.
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    SERVER_PORT=8080 \
    DATA_DIR=/data
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/cli/package.json /app/LICENSE cli/
COPY --from=build /app/cli/dist cli/dist
RUN mkdir /data && chown node:node /data && chmod 700 /data
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.SERVER_PORT}/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "cli/dist/loopgate.js", "serve"]
