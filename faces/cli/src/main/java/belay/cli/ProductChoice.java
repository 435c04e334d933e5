package belay.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Of which product one asks: by itself, or as `belay plan` has it.
final class ProductChoice {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "PRODUCT",
            description = "The product, by its name or an alias.")
    private String named = "";

    @Option(
            names = "--product",
            paramLabel = "PRODUCT",
            defaultValue = "",
            description = "The same.")
    private String option = "";

    String product() {
        if (named.isEmpty() == option.isEmpty()) {
            throw Misuse.of(
                    command,
                    named.isEmpty()
                            ? "of which product? belay catalogue lists them"
                            : "the product is named twice: leave out --product");
        }
        return named + option;
    }
}
