package dev.treecast.server.http;

import dev.treecast.server.config.TlsOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.ServerSSLOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the certificate's files every few seconds and hands the server what is new in them. Contents are compared, not times: links that
 * change targets (Kubernetes, certbot) fool times. Files that do not work leave the old certificate in place and are complained about once.
 */
final class TlsReload {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);

    private final Vertx vertx;
    private final HttpServer server;
    private final TlsOptions options;
    private TlsCertificate current;
    private @Nullable String lastComplaint;
    private boolean looking;

    TlsReload(Vertx vertx, HttpServer server, TlsOptions options, TlsCertificate current) {
        this.vertx = vertx;
        this.server = server;
        this.options = options;
        this.current = current;
    }

    void start() {
        // On the server's own loop, which owns the fields here.
        vertx.setPeriodic(options.reloadInterval().toMillis(), tick -> look());
    }

    private void look() {
        if (looking) {
            return;
        }
        looking = true;
        vertx.executeBlocking(() -> TlsCertificate.read(vertx, options), true)
                .compose(this::take)
                .onSuccess(taken -> lastComplaint = null)
                .onFailure(this::complain)
                .onComplete(looked -> looking = false);
    }

    private Future<Void> take(TlsCertificate read) {
        if (read.sameAs(current)) {
            return Future.succeededFuture();
        }
        ServerSSLOptions renewed = new ServerSSLOptions();
        renewed.setKeyCertOptions(read.pem()).setUseAlpn(true);
        return server.updateSSLOptions(renewed).map(updated -> {
            current = read;
            LOG.info("HTTPS certificate reloaded from {}", options.certificate());
            return null;
        });
    }

    private void complain(Throwable failure) {
        String complaint = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        if (!complaint.equals(lastComplaint)) {
            lastComplaint = complaint;
            LOG.warn("HTTPS goes on with its old certificate: {}", complaint);
        }
    }
}
