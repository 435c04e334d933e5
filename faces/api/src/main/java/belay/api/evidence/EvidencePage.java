package belay.api.evidence;

import belay.api.Evidence;
import belay.document.Sha256;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// The evidence as one HTML page that needs nothing else: no script, no network, its own style.
public final class EvidencePage {

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
    private final String style = Styles.page();
    private final String policy =
            "default-src 'none'; style-src 'sha256-"
                    + Base64.getEncoder()
                            .encodeToString(
                                    Sha256.digest().digest(style.getBytes(StandardCharsets.UTF_8)))
                    + "'; base-uri 'none'; form-action 'none'";

    public String html(Evidence evidence) {
        var output = new StringOutput();
        templates.render(
                "evidence.jte",
                Map.of("sheet", Sheets.of(evidence), "style", style, "policy", policy),
                output);
        return output.toString();
    }
}
