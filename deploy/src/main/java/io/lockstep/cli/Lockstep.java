package io.lockstep.cli;

import io.lockstep.config.BuildVersion;
import io.lockstep.failure.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The `lockstep` command.
public final class Lockstep {

  private final Output output;
  private final Interruption interruption;

  Lockstep(Output output, Interruption interruption) {
    this.output = output;
    this.interruption = interruption;
  }

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    Output output = Output.ofProcess();
    Interruption interruption = Interruption.ofProcess(output.talk());
    int code = new Lockstep(output, interruption).run(arguments);
    interruption.ended(code);
    System.exit(code);
  }

  /// Runs one command.
  ///
  /// @return the exit code, see [io.lockstep.failure.ExitCode]
  int run(String... arguments) {
    Root root = new Root();
    Errors errors = new Errors(output, root);
    // Picocli writes help and version, and would keep to itself that they did not arrive.
    StringWriter help = new StringWriter();
    try {
      LogFormat.ofEnvironment();
      CommandLine commandLine = commandLine(root, errors, arguments);
      int code = commandLine.setOut(new PrintWriter(help)).execute(arguments);
      if (code == ExitCode.DONE.number()) {
        output.data().print(help);
        output.data().flush();
      }
      return code;
    } catch (Throwable unexpected) {
      return errors.report(unexpected);
    }
  }

  /// Only the command that is called gets loaded; all of them when none or an unknown one is.
  private CommandLine commandLine(Root root, Errors errors, String... arguments) {
    CommandLine commandLine = new CommandLine(root);
    for (String name : Commands.NAMES) {
      if (arguments.length > 0 && arguments[0].equals(name)) {
        commandLine.addSubcommand(name, Commands.create(name, output, interruption));
      }
    }
    if (commandLine.getSubcommands().isEmpty()) {
      addAll(commandLine, output, interruption);
    }
    return commandLine
        .setErr(new PrintWriter(output.talk(), true))
        .setColorScheme(Help.defaultColorScheme(output.color() ? Help.Ansi.ON : Help.Ansi.OFF))
        .setUsageHelpAutoWidth(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(errors::usage)
        .setExecutionExceptionHandler((thrown, _, _) -> errors.report(thrown));
  }

  static CommandLine addAll(CommandLine commandLine, Output output, Interruption interruption) {
    Commands.NAMES.forEach(
        name -> commandLine.addSubcommand(name, Commands.create(name, output, interruption)));
    return commandLine;
  }

  /// The word `lockstep` itself, and what every command understands.
  @Command(
      name = "lockstep",
      description = "Trains neural networks on many machines, to the same bits on any number.",
      synopsisSubcommandLabel = "COMMAND",
      versionProvider = Root.class,
      defaultValueProvider = NodeVariables.class,
      footer = {"", "Begin with: lockstep init DATA.csv --label COLUMN"})
  static final class Root implements CommandLine.IVersionProvider, Runnable {

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        scope = ScopeType.INHERIT,
        description = "Show what the command takes, and end.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version, and end.")
    private boolean version;

    @Option(
        names = "--debug",
        scope = ScopeType.INHERIT,
        description = "Show the stack trace of an error.")
    private boolean debug;

    @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

    boolean debug() {
      return debug;
    }

    @Override
    public String[] getVersion() {
      return new String[] {"lockstep " + BuildVersion.text()};
    }

    @Override
    public void run() {
      throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }
  }
}
