package belay.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Files;
import java.nio.file.Path;

/// Belay's own log: one JSON record a line, so that nobody can forge one, in files whose number and
/// size are bounded. Nothing goes to the terminal.
///
/// Found by logback as a service; the directory is a system property because logback asks for
/// nothing else.
public final class Logs extends ContextAwareBase implements Configurator {

    static final String DIRECTORY = "belay.logs";

    private static final String LARGEST_FILE = "10MB";
    private static final String LARGEST_TOTAL = "200MB";
    private static final int DAYS = 30;

    @Override
    public ExecutionStatus configure(LoggerContext logs) {
        logs.getStatusManager().add(new NopStatusListener());
        var root = logs.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        var directory = System.getProperty(DIRECTORY, "");
        if (!directory.isEmpty() && writable(Path.of(directory))) {
            root.addAppender(files(logs, directory));
        }
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /// Where nothing can be written the log is given up, and doctor says why.
    private static boolean writable(Path directory) {
        var there = directory;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there != null && Files.isWritable(there);
    }

    private static RollingFileAppender<ILoggingEvent> files(LoggerContext logs, String directory) {
        var files = new RollingFileAppender<ILoggingEvent>();
        files.setContext(logs);
        files.setName("files");
        var rolling = new SizeAndTimeBasedRollingPolicy<ILoggingEvent>();
        rolling.setContext(logs);
        rolling.setParent(files);
        rolling.setFileNamePattern(directory + "/belay.%d{yyyy-MM-dd, UTC}.%i.json");
        rolling.setMaxFileSize(FileSize.valueOf(LARGEST_FILE));
        rolling.setTotalSizeCap(FileSize.valueOf(LARGEST_TOTAL));
        rolling.setMaxHistory(DAYS);
        rolling.start();
        var encoder = new JsonEncoder();
        encoder.setContext(logs);
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithSequenceNumber(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.start();
        files.setRollingPolicy(rolling);
        files.setEncoder(encoder);
        files.start();
        return files;
    }
}
