package belay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// Who reads a problem knows how to go on.
class ProblemTest {

    private static final Path REPOSITORY = Path.of("..");
    private static final Set<String> HELPING = Set.of("expected", "advice", "place");

    @Test
    void everyProblemSaysWhatWouldBeRightOrWhatToDoOrWhichDocumentSaysSo() throws IOException {
        var found = new Found();

        for (var unit : sources()) {
            found.scan(unit, null);
        }

        assertThat(found.problems).hasSizeGreaterThan(200);
        assertThat(found.bare).isEmpty();
    }

    private static Iterable<? extends CompilationUnitTree> sources() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var files = compiler.getStandardFileManager(null, null, null);
        try (var paths = Files.walk(REPOSITORY)) {
            var sources =
                    paths.map(REPOSITORY::relativize)
                            .filter(path -> path.toString().endsWith(".java"))
                            .filter(path ->
                                    Stream.of("src", "main").allMatch(names(path)::contains))
                            .filter(path -> !names(path).contains("testkit"))
                            .map(REPOSITORY::resolve)
                            .toList();
            var task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of(),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources));
            return task.parse();
        }
    }

    private static Set<String> names(Path path) {
        var names = new HashSet<String>();
        path.forEach(name -> names.add(name.toString()));
        return names;
    }

    /// The problems of the sources, each with the calls that are made on it at once.
    ///
    /// One whose code is put together is a helper's, and is gone on with by who calls the helper.
    private static final class Found extends TreeScanner<Void, Void> {

        private final List<String> problems = new ArrayList<>();
        private final List<String> bare = new ArrayList<>();
        private final Set<ExpressionTree> told = new HashSet<>();

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
            var calls = new HashSet<String>();
            ExpressionTree at = call;
            while (at instanceof MethodInvocationTree inner
                    && inner.getMethodSelect() instanceof MemberSelectTree select) {
                if (select.toString().equals("Problem.of")) {
                    note(inner, calls);
                }
                calls.add(select.getIdentifier().toString());
                at = select.getExpression();
            }
            return super.visitMethodInvocation(call, null);
        }

        /// The outermost call comes first, and knows all of them.
        private void note(MethodInvocationTree of, Set<String> calls) {
            if (told.add(of) && !(of.getArguments().getFirst() instanceof BinaryTree)) {
                problems.add(of.toString());
                if (calls.stream().noneMatch(HELPING::contains)) {
                    bare.add(of.toString());
                }
            }
        }
    }
}
