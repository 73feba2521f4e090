# One image for every process of a server installation; compose.yaml says which one runs.
FROM node:26-slim AS installed
WORKDIR /datacityzen
COPY package.json package-lock.json ./
COPY hardware/package.json hardware/
COPY edge/package.json edge/
COPY gateway/package.json gateway/
COPY cloud/package.json cloud/
COPY dashboards/package.json dashboards/
RUN npm ci --no-audit --no-fund
COPY . .
RUN node dashboards/build.ts

FROM node:26-slim
ENV NODE_ENV=production DATA_DIR=/var/lib/datacityzen HOST=0.0.0.0
WORKDIR /datacityzen
COPY --from=installed --chown=root:root /datacityzen ./
RUN mkdir -p /var/lib/datacityzen && chown node:node /var/lib/datacityzen
USER node
VOLUME /var/lib/datacityzen
EXPOSE 8080 1883
CMD ["node", "cloud/src/main.ts"]
