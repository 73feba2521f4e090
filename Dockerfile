# One image for every process of a server installation; compose.yaml says which one runs.
FROM node:26.10.0-slim AS installed
WORKDIR /datacityzen
COPY package.json package-lock.json ./
COPY hardware/package.json hardware/
COPY edge/package.json edge/
COPY gateway/package.json gateway/
COPY cloud/package.json cloud/
COPY dashboards/package.json dashboards/
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build --workspace dashboards && npm prune --omit=dev --no-audit --no-fund

FROM node:26.10.0-slim
ENV NODE_ENV=production DATA_DIR=/var/lib/datacityzen HOST=0.0.0.0 DEMO=off
# As start/less-memory.ts says.
ENV MALLOC_ARENA_MAX=2
WORKDIR /datacityzen
# Owned by root: the processes, which run as another, can change none of it.
COPY --from=installed /datacityzen ./
RUN mkdir -p "$DATA_DIR" && chown node:node "$DATA_DIR"
USER node
VOLUME /var/lib/datacityzen
EXPOSE 8080 1883
CMD ["node", "cloud/src/main.ts"]
