#compdef pbm
# pbm completion for zsh: put it into a folder of $fpath as _pbm, or source it after compinit.
_pbm() {
    local at="" word i
    local -a commands options names
    for ((i = 2; i < CURRENT; i++)); do
        word="${words[i]}"
        case "$at/$word" in
            "/actor") at="actor" ;;
            "actor/hierarchy") at="actor hierarchy" ;;
            "actor/show") at="actor show" ;;
            "/batch") at="batch" ;;
            "batch/drift") at="batch drift" ;;
            "batch/history") at="batch history" ;;
            "batch/pause") at="batch pause" ;;
            "batch/rebuild") at="batch rebuild" ;;
            "batch/resume") at="batch resume" ;;
            "batch/run") at="batch run" ;;
            "batch/show") at="batch show" ;;
            "/cluster") at="cluster" ;;
            "cluster/down") at="cluster down" ;;
            "cluster/down-unreachable") at="cluster down-unreachable" ;;
            "cluster/leader") at="cluster leader" ;;
            "cluster/leave") at="cluster leave" ;;
            "cluster/show") at="cluster show" ;;
            "cluster/status") at="cluster status" ;;
            "cluster/tail") at="cluster tail" ;;
            "cluster/wait") at="cluster wait" ;;
            "/completion") at="completion" ;;
            "completion/bash") at="completion bash" ;;
            "completion/fish") at="completion fish" ;;
            "completion/powershell") at="completion powershell" ;;
            "completion/zsh") at="completion zsh" ;;
            "/context") at="context" ;;
            "context/add") at="context add" ;;
            "context/list") at="context list" ;;
            "context/remove") at="context remove" ;;
            "context/select") at="context select" ;;
            "context/show") at="context show" ;;
            "/deadletter") at="deadletter" ;;
            "deadletter/list") at="deadletter list" ;;
            "deadletter/replay") at="deadletter replay" ;;
            "deadletter/show") at="deadletter show" ;;
            "/events") at="events" ;;
            "events/load") at="events load" ;;
            "events/tail") at="events tail" ;;
            "events/wait") at="events wait" ;;
            "/pipeline") at="pipeline" ;;
            "pipeline/check") at="pipeline check" ;;
            "pipeline/guess") at="pipeline guess" ;;
            "pipeline/list") at="pipeline list" ;;
            "pipeline/show") at="pipeline show" ;;
            "pipeline/status") at="pipeline status" ;;
            "/schema") at="schema" ;;
            "schema/apply") at="schema apply" ;;
            "schema/show") at="schema show" ;;
            "/shard") at="shard" ;;
            "shard/explain") at="shard explain" ;;
            "shard/list") at="shard list" ;;
            "shard/locate") at="shard locate" ;;
            "shard/show") at="shard show" ;;
            "/sql") at="sql" ;;
            "/view") at="view" ;;
            "view/keys") at="view keys" ;;
            "view/list") at="view list" ;;
            "view/rows") at="view rows" ;;
        esac
    done
    case "$at" in
        "") commands=('actor:the node'\''s actors, and the pages and clients that they hold' 'batch:jobs: what is done for pipelines again and again, by one node at a time' 'cluster:the nodes: who is there, and whether they can work' 'completion:a script that teaches a shell the commands, options and names' 'context:nodes under names, kept on this machine' 'deadletter:events that could not be decoded: their bytes, position and reason' 'events:what goes into a pipeline' 'pipeline:definitions, and counters that add up' 'schema:keyspace and tables in Cassandra, as the CQL that makes them' 'shard:where state lives: owner, epoch, offset, lag, entities, last checkpoint' 'sql:run a statement over the event lake and the batch rows of views; nothing is changed' 'view:the answers: rows of windows, and the keys there are'); options=(--help --interval --node --output --token --version --watch) ;;
        "actor") commands=('hierarchy:path, type and mailbox of every actor' 'show:one page or client: where it lives, its open windows and its last rows'); options=(--help --interval --node --output --token --watch) ;;
        "actor hierarchy") commands=(); options=(--depth --help --interval --node --output --token --watch) ;;
        "actor show") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "batch") commands=('drift:how many rows of batch and shards differ, by view, as the last run of job drift has found' 'history:the last runs: when, how they ended, what they did, and where' 'pause:let no run begin by schedule any more; one under way goes on' 'rebuild:compute the batch views of a pipeline anew from all of its events; rows before are read until it is done' 'resume:let runs begin by schedule again' 'run:run a job now, or all that have a schedule, and wait; exit code 1 when one failed, 5 when they are not done in time' 'show:every job: schedule, state, last run and next one'); options=(--help --interval --node --output --token --watch) ;;
        "batch drift") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "batch history") commands=(); options=(--help --interval --node --output --pipeline --token --watch) ;;
        "batch pause") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "batch rebuild") commands=(); options=(--help --interval --node --output --timeout --token --watch) ;;
        "batch resume") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "batch run") commands=(); options=(--help --interval --node --output --pipeline --timeout --token --watch) ;;
        "batch show") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "cluster") commands=('down:removes a member that does not answer: others serve what it served' 'down-unreachable:removes every member that does not answer' 'leader:the member that decides about others' 'leave:let a node hand over what it serves and stop; returns when it is gone, exit code 5 when it is not in time' 'show:members with address, roles, status, version, shards and what is wrong with them' 'status:the node asked, and its readiness checks' 'tail:what changes among the members, as the node asked learns of it; first how they are' 'wait:wait until every pipeline is served, or for a number of nodes; exit code 5 when it is not so in time'); options=(--help --interval --node --output --token --watch) ;;
        "cluster down") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "cluster down-unreachable") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "cluster leader") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "cluster leave") commands=(); options=(--help --interval --node --output --timeout --token --watch) ;;
        "cluster show") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "cluster status") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "cluster tail") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "cluster wait") commands=(); options=(--for --help --interval --node --output --timeout --token --watch) ;;
        "completion") commands=('bash:for bash: pbm completion bash >> ~/.bashrc' 'fish:for fish: pbm completion fish > ~/.config/fish/completions/pbm.fish' 'powershell:for powershell: pbm completion powershell >> $PROFILE' 'zsh:for zsh: pbm completion zsh > "${fpath[1]}/_pbm"'); options=(--help --interval --node --output --token --watch) ;;
        "completion bash") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "completion fish") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "completion powershell") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "completion zsh") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "context") commands=('add:keep the node of --node, and the token of --token, under a name' 'list:the contexts' 'remove:forget a context' 'select:use another context from now on' 'show:one context, or what is in force'); options=(--help --interval --node --output --token --watch) ;;
        "context add") commands=(); options=(--help --interval --node --output --select --token --watch) ;;
        "context list") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "context remove") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "context select") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "context show") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "deadletter") commands=('list:dead letters, newest last' 'replay:give their bytes to the source topic again' 'show:one dead letter with its bytes'); options=(--help --interval --node --output --token --watch) ;;
        "deadletter list") commands=(); options=(--help --interval --limit --node --output --token --watch) ;;
        "deadletter replay") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "deadletter show") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "events") commands=('load:import files into the source topic, every event once; says what became of them' 'tail:records of the source topic, as they came' 'wait:wait until everything accepted so far has been applied; exit code 5 when it is not in time'); options=(--help --interval --node --output --token --watch) ;;
        "events load") commands=(); options=(--allow-dead-letters --allow-late --as-given --follow --force --format --header --help --interval --no-wait --node --output --retry-for --rotate-wait --token --watch) ;;
        "events tail") commands=(); options=(--follow --help --interval --node --offset --output --token --watch) ;;
        "events wait") commands=(); options=(--flush --help --interval --lake --node --output --timeout --token --watch) ;;
        "pipeline") commands=('check:read a pipeline file as the node would, and say what is wrong with it' 'guess:propose a pipeline file for the events of a file, and say how many of the first ones it takes' 'list:the pipelines' 'show:a pipeline'\''s definition' 'status:accepted = applied + late + dead_letter + duplicate; watermark and lag'); options=(--help --interval --node --output --token --watch) ;;
        "pipeline check") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "pipeline guess") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "pipeline list") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "pipeline show") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "pipeline status") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "schema") commands=('apply:run what is missing, and show it; leaves alone what is there' 'show:the CQL for this node'\''s pipelines, and what of it is there'); options=(--help --interval --node --output --token --watch) ;;
        "schema apply") commands=(); options=(--dry-run --help --interval --node --output --token --watch) ;;
        "schema show") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "shard") commands=('explain:why a shard waits, which node has it, and what recovering it would take' 'list:every shard, or those of a pipeline' 'locate:the shard that owns a key, and the node that owns the shard' 'show:one shard'); options=(--help --interval --node --output --token --watch) ;;
        "shard explain") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "shard list") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "shard locate") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "shard show") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "sql") commands=(); options=(--file --help --interval --node --out --output --tables --token --watch) ;;
        "view") commands=('keys:the keys a view has rows for' 'list:the views of all pipelines' 'rows:rows of a view, the oldest window first'); options=(--help --interval --node --output --token --watch) ;;
        "view keys") commands=(); options=(--help --interval --limit --node --output --prefix --token --watch) ;;
        "view list") commands=(); options=(--help --interval --node --output --token --watch) ;;
        "view rows") commands=(); options=(--from --help --interval --key --last --layer --limit --node --open --order --output --to --token --top --watch) ;;
    esac
    if [[ "${words[CURRENT]}" == -* ]]; then
        compadd -a options
    elif (( ${#commands} )) && [[ "${words[CURRENT-1]}" != -* ]]; then
        _describe -t commands 'command' commands
    else
        names=("${(@f)$("${words[1]}" __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
        if (( ${#names} )) && [[ -n "${names[1]}" ]]; then
            compadd -S '' -a names
        else
            _files
        fi
    fi
}
if [[ "$funcstack[1]" == "_pbm" ]]; then
    _pbm "$@"
else
    compdef _pbm pbm
fi
