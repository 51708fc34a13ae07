package dev.treecast.server;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * {@code 2026-11-22T10:18:00.123Z INFO  Server: Stopped}. Control characters become question marks, so that nothing a client sends can
 * forge a line.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder out = new StringBuilder(160);
        out.append(Instant.ofEpochMilli(event.getTimeStamp()).truncatedTo(ChronoUnit.MILLIS));
        out.append(' ').append("%-5s".formatted(event.getLevel()));
        String logger = event.getLoggerName();
        out.append(' ')
                .append(logger, logger.lastIndexOf('.') + 1, logger.length())
                .append(": ");
        event.getFormattedMessage()
                .chars()
                .forEach(c -> out.append((c < ' ' && c != '\t') || c == 0x7F ? '?' : (char) c));
        out.append('\n');
        IThrowableProxy failure = event.getThrowableProxy();
        return failure == null
                ? out.toString()
                : out.append(ThrowableProxyUtil.asString(failure)).toString();
    }
}
