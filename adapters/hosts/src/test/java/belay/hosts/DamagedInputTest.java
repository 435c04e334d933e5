package belay.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import belay.outside.Fault;
import belay.release.Files.Format;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Hundreds of damaged files of each kind (more with `-Dbelay.mutants`): each is read as it is, or
/// refused with a fault; none makes Belay stumble.
class DamagedInputTest {

    private static final int MUTANTS = Integer.getInteger("belay.mutants", 600);
    private static final String SIGNS = "\"'\\[]{}<>=:#&;-\n\r\t ,.|!$\0ü😀";

    private static String sample(Format format) {
        return switch (format) {
            case PROPERTIES -> "# c\na=1\nb : x,\\\n   y\nc\\ d = \\u00fc\\\\\n";
            case ENVIRONMENT -> "export A=\"x $B\\\"\"\nB='y' # c\nC=a b\n\nif x; then\n";
            case INI -> "; c\n[s]\na = 1\nb: x\n  y\nbare\n[t u]\nc='1'\n";
            case TOML ->
                    "# c\na.b = \"x\\u00fc\"\n[t.\"u v\"]\nc = [1, [2, '3'], # d\n]\nd = {e = 1}\n"
                            + "f = \"\"\"\nx\n\"\"\"\n[[r]]\ng = 1979-05-27\n[[r]]\n";
            case YAML ->
                    "# c\na:\n  b: 1 # d\n  e:\n  - x\n  - y: z\nf: |\n  g\n  h\n\"i\": {j: [k]}\nl: 'm'\n";
            case JSON -> "{\"a\": {\"b\": [1, 2.50, null]}, \"c.d\": \"e\\u00fc\"}";
            case XML ->
                    "<?xml version='1.0'?><!-- c --><a b='1'>\n <c id=\"x\">1 &amp; 2</c>\n <c id='y'/>\n"
                            + " <d><![CDATA[<]]></d><e/><e/>&#65;</a>";
            case TEXT -> "a\n";
        };
    }

    @ParameterizedTest
    @EnumSource(value = Format.class, names = "TEXT", mode = EnumSource.Mode.EXCLUDE)
    void configuration(Format format) {
        var random = new Random(format.name().hashCode());
        String sample = sample(format);
        int read = 0;
        for (int i = 0; i < MUTANTS; i++) {
            String mutant = mutated(sample, random);
            try {
                Set<String> whole =
                        format == Format.XML ? XmlShapes.whole(Map.of("mutant", mutant)) : Set.of();
                Document document = Documents.read(format, mutant, whole);
                assertThat(document.text()).isEqualTo(mutant);
                document.values();
                read++;
            } catch (Fault refused) {
                assertThat(refused).isInstanceOf(Fault.Permanent.class);
            } catch (RuntimeException stumbled) {
                throw new AssertionError("stumbled over: " + mutant, stumbled);
            }
        }
        assertThat(read).isPositive();
    }

    @ParameterizedTest
    @EnumSource(value = Format.class, names = "TEXT", mode = EnumSource.Mode.EXCLUDE)
    void mergedConfigurationReadsAsItShouldOrIsRefused(Format format) {
        var random = new Random(format.name().hashCode());
        String sample = sample(format);
        var how = new belay.release.Files.Merge("f", format, Map.of(), Map.of(), Map.of());
        int merged = 0;
        for (int i = 0; i < MUTANTS; i++) {
            String mine = mutated(sample, random);
            String fresh = mutated(sample, random);
            try {
                var result = new Merging(how, Map.of(), sample, mine, fresh, _ -> true).merge();
                merged += result.conflicts().isEmpty() ? 1 : 0;
            } catch (Fault refused) {
                assertThat(refused).isInstanceOf(Fault.Permanent.class);
            } catch (RuntimeException stumbled) {
                throw new AssertionError("stumbled over: " + mine + "\nand: " + fresh, stumbled);
            }
        }
        assertThat(merged).isPositive();
    }

    private static String mutated(String sample, Random random) {
        var text = new StringBuilder(sample);
        for (int change = random.nextInt(3); change >= 0 && text.length() > 1; change--) {
            int at = random.nextInt(text.length());
            int[] signs = SIGNS.codePoints().toArray();
            String sign = Character.toString(signs[random.nextInt(signs.length)]);
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, sign);
                case 2 -> text.replace(at, at + 1, sign);
                default -> text.setLength(Math.max(1, at));
            }
        }
        return text.toString();
    }
}
