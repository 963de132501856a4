namespace ActorDataGen.Agent.Engines.Process;

/// <summary>
/// The shell that stands between the engine and a generator, so that the exit code is known whoever is alive to see it.
/// Its arguments: the container's folder, the file for the exit code, control group files to join, <c>--</c>, the command.
/// </summary>
/// <remarks>
/// It is in a session of its own, and the generator in another: SIGKILL to the generator's group leaves the shell alive to
/// write the code. It says who it is and who the generator is on its standard output, then closes that.
/// </remarks>
internal static class SupervisorScript
{
    public const string Text =
        """
        folder=$1 exit_file=$2; shift 2
        # Only one shell ever gets past this line, however often the engine is killed and starts one.
        /bin/mkdir "$folder/started" 2>/dev/null || exit 0
        cd "$folder/work" || exit 1
        exec 3>&1 </dev/null >>"$folder/log" 2>&1
        ulimit -c 0
        (
          while [ "$1" != -- ]; do echo 0 >"$1"; shift; done
          shift
          exec /usr/bin/setsid "$@"
        ) 3>&- &
        child=$!
        # After the fork: the generator must not inherit ignored signals.
        trap '' HUP INT TERM
        start_of() { read -r stat <"/proc/$1/stat"; set -- ${stat##*) }; start=${20}; }
        start_of $$; own=$start
        start_of $child
        read -r boot </proc/sys/kernel/random/boot_id
        echo "$boot $$ $own $child $start" >"$folder/pids.new"
        /bin/mv "$folder/pids.new" "$folder/pids"
        echo "$boot $$ $own $child $start" >&3
        exec 3>&-
        wait $child
        code=$?
        # What the generator left behind ends with it, as in a container.
        kill -KILL -$child 2>/dev/null
        echo $code >"$exit_file.new"
        /bin/mv "$exit_file.new" "$exit_file"
        """;
}
