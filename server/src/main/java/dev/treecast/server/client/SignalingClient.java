package dev.treecast.server.client;

import dev.treecast.webrtc.sdp.AnswerReader;
import dev.treecast.webrtc.sdp.NegotiatedSession;
import dev.treecast.webrtc.sdp.NegotiationException;
import dev.treecast.webrtc.sdp.SdpParseException;
import dev.treecast.webrtc.sdp.SessionDescription;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Offers sessions to a server, as WHIP (RFC 9725) and WHEP do: one POST each, over connections that are kept. Thread-safe. */
public final class SignalingClient implements AutoCloseable {
    private static final int CREATED = 201;

    private final HttpClient http;
    private final Duration timeout;

    /** @param timeout for connecting, and for a whole exchange */
    public SignalingClient(Duration timeout) {
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * Posts an offer and reads the answer.
     *
     * @param endpoint the WHIP or WHEP endpoint of a stream
     * @param bearerToken the publish key, for WHIP
     * @throws IOException when the server refuses, cannot be reached or answers nonsense; the message says which
     */
    public NegotiatedSession offer(URI endpoint, Optional<String> bearerToken, SessionDescription offer)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .timeout(timeout)
                .header("Content-Type", "application/sdp")
                .POST(HttpRequest.BodyPublishers.ofString(offer.write()));
        bearerToken.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != CREATED) {
            throw new IOException("the server refused: " + response.statusCode() + " " + response.body());
        }
        try {
            return AnswerReader.read(offer, SessionDescription.parse(response.body()));
        } catch (SdpParseException | NegotiationException e) {
            throw new IOException("the server's answer makes no sense: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
