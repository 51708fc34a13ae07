package dev.treecast.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Interaction beside the media: who is believed, what reads texts, and the WebSockets of games and of viewers whose UDP is blocked.
 *
 * @param tokenKey the file that tokens are signed with; empty: a secret in the data folder
 * @param texts what reads viewers' texts
 * @param webSocketsMax 5,000 WebSockets at one time: half of HTTP's connections, so that pages and offers always find one
 * @param webSocketsPerAddressMax 1,000 of them from one address: one network whose firewall takes no UDP, a school's or an office's
 * @param messageBytesMax 64 KiB a message: the longest there is, a game's (docs/interaction/protocol.md); the bus bounds others closer
 * @param pingTime 20 s between pings: home routers forget a silent TCP connection after minutes, some mobile networks after 30 s
 * @param silenceTime 60 s without a word or a pong, which is three pings, and the client is gone
 * @param unsentBytesMax 1 MiB waiting for one WebSocket: what the protocol grants a game; binary messages beyond are dropped
 */
public record InteractionOptions(
        Optional<Path> tokenKey,
        TextOptions texts,
        int webSocketsMax,
        int webSocketsPerAddressMax,
        int messageBytesMax,
        Duration pingTime,
        Duration silenceTime,
        int unsentBytesMax) {

    public static InteractionOptions defaults() {
        return new InteractionOptions(
                Optional.empty(),
                TextOptions.defaults(),
                5_000,
                1_000,
                64 << 10,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                1 << 20);
    }

    public InteractionOptions withTokenKey(Optional<Path> file) {
        return new InteractionOptions(
                file,
                texts,
                webSocketsMax,
                webSocketsPerAddressMax,
                messageBytesMax,
                pingTime,
                silenceTime,
                unsentBytesMax);
    }

    public InteractionOptions withTexts(TextOptions chosen) {
        return new InteractionOptions(
                tokenKey,
                chosen,
                webSocketsMax,
                webSocketsPerAddressMax,
                messageBytesMax,
                pingTime,
                silenceTime,
                unsentBytesMax);
    }

    public InteractionOptions withWebSocketsMax(int all, int perAddress) {
        return new InteractionOptions(
                tokenKey, texts, all, perAddress, messageBytesMax, pingTime, silenceTime, unsentBytesMax);
    }
}
