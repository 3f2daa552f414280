package io.plumbline.jobs;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** All that is logged in this process, from INFO on, exceptions included. */
final class LogCapture extends AbstractAppender implements AutoCloseable {
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);

  private LogCapture() {
    super("capture", null, null, true, Property.EMPTY_ARRAY);
  }

  static LogCapture open() {
    LogCapture capture = new LogCapture();
    capture.start(capture.context);
    return capture;
  }

  private void start(LoggerContext target) {
    super.start();
    Configurator.setRootLevel(Level.INFO);
    target.getConfiguration().getRootLogger().addAppender(this, Level.INFO, null);
    target.updateLoggers();
  }

  @Override
  public void append(LogEvent event) {
    lines.add(event.getLoggerName() + " " + event.getMessage().getFormattedMessage());
    for (Throwable t = event.getThrown(); t != null; t = t.getCause()) {
      lines.add(t.toString());
    }
  }

  String text() {
    return String.join("\n", lines);
  }

  @Override
  public void close() {
    context.getConfiguration().getRootLogger().removeAppender(getName());
    Configurator.setRootLevel(Level.ERROR);
    context.updateLoggers();
    stop();
  }
}
