package dev.treecast.server.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads a request's body up to a bound, as UTF-8; beyond the bound the rest is refused, not stored. */
final class BoundedBody {
    private final Promise<String> result = Promise.promise();
    private final Buffer received = Buffer.buffer();
    private final int bytesMax;

    private BoundedBody(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Must be called before the request handler returns. Fails with {@link RequestRefused}: 413, 422. */
    static Future<String> read(HttpServerRequest request, int bytesMax) {
        BoundedBody body = new BoundedBody(bytesMax);
        if (declaredLength(request) > bytesMax) {
            return Future.failedFuture(body.tooLarge());
        }
        request.handler(body::take);
        request.endHandler(end -> body.complete());
        request.exceptionHandler(body.result::tryFail);
        return body.result.future();
    }

    private static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private void take(Buffer chunk) {
        if (result.future().isComplete()) {
            return;
        }
        if (received.length() + chunk.length() > bytesMax) {
            result.tryFail(tooLarge());
        } else {
            received.appendBuffer(chunk);
        }
    }

    private void complete() {
        try {
            result.tryComplete(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(received.getBytes()))
                    .toString());
        } catch (CharacterCodingException e) {
            result.tryFail(new RequestRefused(422, "Body is not text", "The body is not UTF-8 text."));
        }
    }

    private RequestRefused tooLarge() {
        return new RequestRefused(
                413, "Body too large", "The body is over " + bytesMax + " bytes; no offer needs that many.");
    }
}
