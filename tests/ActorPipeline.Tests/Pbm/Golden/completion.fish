# pbm completion for fish: save it as ~/.config/fish/completions/pbm.fish.
function __pbm_at
    set -l at ""
    for word in (commandline -opc)[2..-1]
        switch "$at/$word"
            case '/actor'
                set at 'actor'
            case 'actor/hierarchy'
                set at 'actor hierarchy'
            case 'actor/show'
                set at 'actor show'
            case '/batch'
                set at 'batch'
            case 'batch/drift'
                set at 'batch drift'
            case 'batch/history'
                set at 'batch history'
            case 'batch/pause'
                set at 'batch pause'
            case 'batch/rebuild'
                set at 'batch rebuild'
            case 'batch/resume'
                set at 'batch resume'
            case 'batch/run'
                set at 'batch run'
            case 'batch/show'
                set at 'batch show'
            case '/cluster'
                set at 'cluster'
            case 'cluster/down'
                set at 'cluster down'
            case 'cluster/down-unreachable'
                set at 'cluster down-unreachable'
            case 'cluster/leader'
                set at 'cluster leader'
            case 'cluster/leave'
                set at 'cluster leave'
            case 'cluster/show'
                set at 'cluster show'
            case 'cluster/status'
                set at 'cluster status'
            case 'cluster/tail'
                set at 'cluster tail'
            case 'cluster/wait'
                set at 'cluster wait'
            case '/completion'
                set at 'completion'
            case 'completion/bash'
                set at 'completion bash'
            case 'completion/fish'
                set at 'completion fish'
            case 'completion/powershell'
                set at 'completion powershell'
            case 'completion/zsh'
                set at 'completion zsh'
            case '/context'
                set at 'context'
            case 'context/add'
                set at 'context add'
            case 'context/list'
                set at 'context list'
            case 'context/remove'
                set at 'context remove'
            case 'context/select'
                set at 'context select'
            case 'context/show'
                set at 'context show'
            case '/deadletter'
                set at 'deadletter'
            case 'deadletter/list'
                set at 'deadletter list'
            case 'deadletter/replay'
                set at 'deadletter replay'
            case 'deadletter/show'
                set at 'deadletter show'
            case '/events'
                set at 'events'
            case 'events/load'
                set at 'events load'
            case 'events/tail'
                set at 'events tail'
            case 'events/wait'
                set at 'events wait'
            case '/pipeline'
                set at 'pipeline'
            case 'pipeline/check'
                set at 'pipeline check'
            case 'pipeline/guess'
                set at 'pipeline guess'
            case 'pipeline/list'
                set at 'pipeline list'
            case 'pipeline/show'
                set at 'pipeline show'
            case 'pipeline/status'
                set at 'pipeline status'
            case '/schema'
                set at 'schema'
            case 'schema/apply'
                set at 'schema apply'
            case 'schema/show'
                set at 'schema show'
            case '/shard'
                set at 'shard'
            case 'shard/explain'
                set at 'shard explain'
            case 'shard/list'
                set at 'shard list'
            case 'shard/locate'
                set at 'shard locate'
            case 'shard/show'
                set at 'shard show'
            case '/sql'
                set at 'sql'
            case '/view'
                set at 'view'
            case 'view/keys'
                set at 'view keys'
            case 'view/list'
                set at 'view list'
            case 'view/rows'
                set at 'view rows'
        end
    end
    test "$at" = "$argv[1]"
end
function __pbm_names
    set -l words (commandline -opc)
    $words[1] __complete -- $words[2..-1] (commandline -ct) 2>/dev/null
end
complete -c pbm -n '__pbm_at ""' -f -a actor -d 'the node\'s actors, and the pages and clients that they hold'
complete -c pbm -n '__pbm_at ""' -f -a batch -d 'jobs: what is done for pipelines again and again, by one node at a time'
complete -c pbm -n '__pbm_at ""' -f -a cluster -d 'the nodes: who is there, and whether they can work'
complete -c pbm -n '__pbm_at ""' -f -a completion -d 'a script that teaches a shell the commands, options and names'
complete -c pbm -n '__pbm_at ""' -f -a context -d 'nodes under names, kept on this machine'
complete -c pbm -n '__pbm_at ""' -f -a deadletter -d 'events that could not be decoded: their bytes, position and reason'
complete -c pbm -n '__pbm_at ""' -f -a events -d 'what goes into a pipeline'
complete -c pbm -n '__pbm_at ""' -f -a pipeline -d 'definitions, and counters that add up'
complete -c pbm -n '__pbm_at ""' -f -a schema -d 'keyspace and tables in Cassandra, as the CQL that makes them'
complete -c pbm -n '__pbm_at ""' -f -a shard -d 'where state lives: owner, epoch, offset, lag, entities, last checkpoint'
complete -c pbm -n '__pbm_at ""' -f -a sql -d 'run a statement over the event lake and the batch rows of views; nothing is changed'
complete -c pbm -n '__pbm_at ""' -f -a view -d 'the answers: rows of windows, and the keys there are'
complete -c pbm -n '__pbm_at ""' -l help
complete -c pbm -n '__pbm_at ""' -l interval
complete -c pbm -n '__pbm_at ""' -l node
complete -c pbm -n '__pbm_at ""' -l output
complete -c pbm -n '__pbm_at ""' -l token
complete -c pbm -n '__pbm_at ""' -l version
complete -c pbm -n '__pbm_at ""' -l watch
complete -c pbm -n '__pbm_at "actor"' -f -a hierarchy -d 'path, type and mailbox of every actor'
complete -c pbm -n '__pbm_at "actor"' -f -a show -d 'one page or client: where it lives, its open windows and its last rows'
complete -c pbm -n '__pbm_at "actor"' -l help
complete -c pbm -n '__pbm_at "actor"' -l interval
complete -c pbm -n '__pbm_at "actor"' -l node
complete -c pbm -n '__pbm_at "actor"' -l output
complete -c pbm -n '__pbm_at "actor"' -l token
complete -c pbm -n '__pbm_at "actor"' -l watch
complete -c pbm -n '__pbm_at "actor hierarchy"' -l depth
complete -c pbm -n '__pbm_at "actor hierarchy"' -l help
complete -c pbm -n '__pbm_at "actor hierarchy"' -l interval
complete -c pbm -n '__pbm_at "actor hierarchy"' -l node
complete -c pbm -n '__pbm_at "actor hierarchy"' -l output
complete -c pbm -n '__pbm_at "actor hierarchy"' -l token
complete -c pbm -n '__pbm_at "actor hierarchy"' -l watch
complete -c pbm -n '__pbm_at "actor show"' -l help
complete -c pbm -n '__pbm_at "actor show"' -l interval
complete -c pbm -n '__pbm_at "actor show"' -l node
complete -c pbm -n '__pbm_at "actor show"' -l output
complete -c pbm -n '__pbm_at "actor show"' -l token
complete -c pbm -n '__pbm_at "actor show"' -l watch
complete -c pbm -n '__pbm_at "actor show"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "batch"' -f -a drift -d 'how many rows of batch and shards differ, by view, as the last run of job drift has found'
complete -c pbm -n '__pbm_at "batch"' -f -a history -d 'the last runs: when, how they ended, what they did, and where'
complete -c pbm -n '__pbm_at "batch"' -f -a pause -d 'let no run begin by schedule any more; one under way goes on'
complete -c pbm -n '__pbm_at "batch"' -f -a rebuild -d 'compute the batch views of a pipeline anew from all of its events; rows before are read until it is done'
complete -c pbm -n '__pbm_at "batch"' -f -a resume -d 'let runs begin by schedule again'
complete -c pbm -n '__pbm_at "batch"' -f -a run -d 'run a job now, or all that have a schedule, and wait; exit code 1 when one failed, 5 when they are not done in time'
complete -c pbm -n '__pbm_at "batch"' -f -a show -d 'every job: schedule, state, last run and next one'
complete -c pbm -n '__pbm_at "batch"' -l help
complete -c pbm -n '__pbm_at "batch"' -l interval
complete -c pbm -n '__pbm_at "batch"' -l node
complete -c pbm -n '__pbm_at "batch"' -l output
complete -c pbm -n '__pbm_at "batch"' -l token
complete -c pbm -n '__pbm_at "batch"' -l watch
complete -c pbm -n '__pbm_at "batch drift"' -l help
complete -c pbm -n '__pbm_at "batch drift"' -l interval
complete -c pbm -n '__pbm_at "batch drift"' -l node
complete -c pbm -n '__pbm_at "batch drift"' -l output
complete -c pbm -n '__pbm_at "batch drift"' -l token
complete -c pbm -n '__pbm_at "batch drift"' -l watch
complete -c pbm -n '__pbm_at "batch drift"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "batch history"' -l help
complete -c pbm -n '__pbm_at "batch history"' -l interval
complete -c pbm -n '__pbm_at "batch history"' -l node
complete -c pbm -n '__pbm_at "batch history"' -l output
complete -c pbm -n '__pbm_at "batch history"' -l pipeline
complete -c pbm -n '__pbm_at "batch history"' -l token
complete -c pbm -n '__pbm_at "batch history"' -l watch
complete -c pbm -n '__pbm_at "batch history"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "batch pause"' -l help
complete -c pbm -n '__pbm_at "batch pause"' -l interval
complete -c pbm -n '__pbm_at "batch pause"' -l node
complete -c pbm -n '__pbm_at "batch pause"' -l output
complete -c pbm -n '__pbm_at "batch pause"' -l token
complete -c pbm -n '__pbm_at "batch pause"' -l watch
complete -c pbm -n '__pbm_at "batch pause"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "batch rebuild"' -l help
complete -c pbm -n '__pbm_at "batch rebuild"' -l interval
complete -c pbm -n '__pbm_at "batch rebuild"' -l node
complete -c pbm -n '__pbm_at "batch rebuild"' -l output
complete -c pbm -n '__pbm_at "batch rebuild"' -l timeout
complete -c pbm -n '__pbm_at "batch rebuild"' -l token
complete -c pbm -n '__pbm_at "batch rebuild"' -l watch
complete -c pbm -n '__pbm_at "batch rebuild"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "batch resume"' -l help
complete -c pbm -n '__pbm_at "batch resume"' -l interval
complete -c pbm -n '__pbm_at "batch resume"' -l node
complete -c pbm -n '__pbm_at "batch resume"' -l output
complete -c pbm -n '__pbm_at "batch resume"' -l token
complete -c pbm -n '__pbm_at "batch resume"' -l watch
complete -c pbm -n '__pbm_at "batch resume"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "batch run"' -l help
complete -c pbm -n '__pbm_at "batch run"' -l interval
complete -c pbm -n '__pbm_at "batch run"' -l node
complete -c pbm -n '__pbm_at "batch run"' -l output
complete -c pbm -n '__pbm_at "batch run"' -l pipeline
complete -c pbm -n '__pbm_at "batch run"' -l timeout
complete -c pbm -n '__pbm_at "batch run"' -l token
complete -c pbm -n '__pbm_at "batch run"' -l watch
complete -c pbm -n '__pbm_at "batch run"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "batch show"' -l help
complete -c pbm -n '__pbm_at "batch show"' -l interval
complete -c pbm -n '__pbm_at "batch show"' -l node
complete -c pbm -n '__pbm_at "batch show"' -l output
complete -c pbm -n '__pbm_at "batch show"' -l token
complete -c pbm -n '__pbm_at "batch show"' -l watch
complete -c pbm -n '__pbm_at "batch show"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "cluster"' -f -a down -d 'removes a member that does not answer: others serve what it served'
complete -c pbm -n '__pbm_at "cluster"' -f -a down-unreachable -d 'removes every member that does not answer'
complete -c pbm -n '__pbm_at "cluster"' -f -a leader -d 'the member that decides about others'
complete -c pbm -n '__pbm_at "cluster"' -f -a leave -d 'let a node hand over what it serves and stop; returns when it is gone, exit code 5 when it is not in time'
complete -c pbm -n '__pbm_at "cluster"' -f -a show -d 'members with address, roles, status, version, shards and what is wrong with them'
complete -c pbm -n '__pbm_at "cluster"' -f -a status -d 'the node asked, and its readiness checks'
complete -c pbm -n '__pbm_at "cluster"' -f -a tail -d 'what changes among the members, as the node asked learns of it; first how they are'
complete -c pbm -n '__pbm_at "cluster"' -f -a wait -d 'wait until every pipeline is served, or for a number of nodes; exit code 5 when it is not so in time'
complete -c pbm -n '__pbm_at "cluster"' -l help
complete -c pbm -n '__pbm_at "cluster"' -l interval
complete -c pbm -n '__pbm_at "cluster"' -l node
complete -c pbm -n '__pbm_at "cluster"' -l output
complete -c pbm -n '__pbm_at "cluster"' -l token
complete -c pbm -n '__pbm_at "cluster"' -l watch
complete -c pbm -n '__pbm_at "cluster down"' -l help
complete -c pbm -n '__pbm_at "cluster down"' -l interval
complete -c pbm -n '__pbm_at "cluster down"' -l node
complete -c pbm -n '__pbm_at "cluster down"' -l output
complete -c pbm -n '__pbm_at "cluster down"' -l token
complete -c pbm -n '__pbm_at "cluster down"' -l watch
complete -c pbm -n '__pbm_at "cluster down"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "cluster down-unreachable"' -l help
complete -c pbm -n '__pbm_at "cluster down-unreachable"' -l interval
complete -c pbm -n '__pbm_at "cluster down-unreachable"' -l node
complete -c pbm -n '__pbm_at "cluster down-unreachable"' -l output
complete -c pbm -n '__pbm_at "cluster down-unreachable"' -l token
complete -c pbm -n '__pbm_at "cluster down-unreachable"' -l watch
complete -c pbm -n '__pbm_at "cluster leader"' -l help
complete -c pbm -n '__pbm_at "cluster leader"' -l interval
complete -c pbm -n '__pbm_at "cluster leader"' -l node
complete -c pbm -n '__pbm_at "cluster leader"' -l output
complete -c pbm -n '__pbm_at "cluster leader"' -l token
complete -c pbm -n '__pbm_at "cluster leader"' -l watch
complete -c pbm -n '__pbm_at "cluster leave"' -l help
complete -c pbm -n '__pbm_at "cluster leave"' -l interval
complete -c pbm -n '__pbm_at "cluster leave"' -l node
complete -c pbm -n '__pbm_at "cluster leave"' -l output
complete -c pbm -n '__pbm_at "cluster leave"' -l timeout
complete -c pbm -n '__pbm_at "cluster leave"' -l token
complete -c pbm -n '__pbm_at "cluster leave"' -l watch
complete -c pbm -n '__pbm_at "cluster leave"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "cluster show"' -l help
complete -c pbm -n '__pbm_at "cluster show"' -l interval
complete -c pbm -n '__pbm_at "cluster show"' -l node
complete -c pbm -n '__pbm_at "cluster show"' -l output
complete -c pbm -n '__pbm_at "cluster show"' -l token
complete -c pbm -n '__pbm_at "cluster show"' -l watch
complete -c pbm -n '__pbm_at "cluster status"' -l help
complete -c pbm -n '__pbm_at "cluster status"' -l interval
complete -c pbm -n '__pbm_at "cluster status"' -l node
complete -c pbm -n '__pbm_at "cluster status"' -l output
complete -c pbm -n '__pbm_at "cluster status"' -l token
complete -c pbm -n '__pbm_at "cluster status"' -l watch
complete -c pbm -n '__pbm_at "cluster tail"' -l help
complete -c pbm -n '__pbm_at "cluster tail"' -l interval
complete -c pbm -n '__pbm_at "cluster tail"' -l node
complete -c pbm -n '__pbm_at "cluster tail"' -l output
complete -c pbm -n '__pbm_at "cluster tail"' -l token
complete -c pbm -n '__pbm_at "cluster tail"' -l watch
complete -c pbm -n '__pbm_at "cluster wait"' -l for
complete -c pbm -n '__pbm_at "cluster wait"' -l help
complete -c pbm -n '__pbm_at "cluster wait"' -l interval
complete -c pbm -n '__pbm_at "cluster wait"' -l node
complete -c pbm -n '__pbm_at "cluster wait"' -l output
complete -c pbm -n '__pbm_at "cluster wait"' -l timeout
complete -c pbm -n '__pbm_at "cluster wait"' -l token
complete -c pbm -n '__pbm_at "cluster wait"' -l watch
complete -c pbm -n '__pbm_at "completion"' -f -a bash -d 'for bash: pbm completion bash >> ~/.bashrc'
complete -c pbm -n '__pbm_at "completion"' -f -a fish -d 'for fish: pbm completion fish > ~/.config/fish/completions/pbm.fish'
complete -c pbm -n '__pbm_at "completion"' -f -a powershell -d 'for powershell: pbm completion powershell >> $PROFILE'
complete -c pbm -n '__pbm_at "completion"' -f -a zsh -d 'for zsh: pbm completion zsh > "${fpath[1]}/_pbm"'
complete -c pbm -n '__pbm_at "completion"' -l help
complete -c pbm -n '__pbm_at "completion"' -l interval
complete -c pbm -n '__pbm_at "completion"' -l node
complete -c pbm -n '__pbm_at "completion"' -l output
complete -c pbm -n '__pbm_at "completion"' -l token
complete -c pbm -n '__pbm_at "completion"' -l watch
complete -c pbm -n '__pbm_at "completion bash"' -l help
complete -c pbm -n '__pbm_at "completion bash"' -l interval
complete -c pbm -n '__pbm_at "completion bash"' -l node
complete -c pbm -n '__pbm_at "completion bash"' -l output
complete -c pbm -n '__pbm_at "completion bash"' -l token
complete -c pbm -n '__pbm_at "completion bash"' -l watch
complete -c pbm -n '__pbm_at "completion fish"' -l help
complete -c pbm -n '__pbm_at "completion fish"' -l interval
complete -c pbm -n '__pbm_at "completion fish"' -l node
complete -c pbm -n '__pbm_at "completion fish"' -l output
complete -c pbm -n '__pbm_at "completion fish"' -l token
complete -c pbm -n '__pbm_at "completion fish"' -l watch
complete -c pbm -n '__pbm_at "completion powershell"' -l help
complete -c pbm -n '__pbm_at "completion powershell"' -l interval
complete -c pbm -n '__pbm_at "completion powershell"' -l node
complete -c pbm -n '__pbm_at "completion powershell"' -l output
complete -c pbm -n '__pbm_at "completion powershell"' -l token
complete -c pbm -n '__pbm_at "completion powershell"' -l watch
complete -c pbm -n '__pbm_at "completion zsh"' -l help
complete -c pbm -n '__pbm_at "completion zsh"' -l interval
complete -c pbm -n '__pbm_at "completion zsh"' -l node
complete -c pbm -n '__pbm_at "completion zsh"' -l output
complete -c pbm -n '__pbm_at "completion zsh"' -l token
complete -c pbm -n '__pbm_at "completion zsh"' -l watch
complete -c pbm -n '__pbm_at "context"' -f -a add -d 'keep the node of --node, and the token of --token, under a name'
complete -c pbm -n '__pbm_at "context"' -f -a list -d 'the contexts'
complete -c pbm -n '__pbm_at "context"' -f -a remove -d 'forget a context'
complete -c pbm -n '__pbm_at "context"' -f -a select -d 'use another context from now on'
complete -c pbm -n '__pbm_at "context"' -f -a show -d 'one context, or what is in force'
complete -c pbm -n '__pbm_at "context"' -l help
complete -c pbm -n '__pbm_at "context"' -l interval
complete -c pbm -n '__pbm_at "context"' -l node
complete -c pbm -n '__pbm_at "context"' -l output
complete -c pbm -n '__pbm_at "context"' -l token
complete -c pbm -n '__pbm_at "context"' -l watch
complete -c pbm -n '__pbm_at "context add"' -l help
complete -c pbm -n '__pbm_at "context add"' -l interval
complete -c pbm -n '__pbm_at "context add"' -l node
complete -c pbm -n '__pbm_at "context add"' -l output
complete -c pbm -n '__pbm_at "context add"' -l select
complete -c pbm -n '__pbm_at "context add"' -l token
complete -c pbm -n '__pbm_at "context add"' -l watch
complete -c pbm -n '__pbm_at "context add"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "context list"' -l help
complete -c pbm -n '__pbm_at "context list"' -l interval
complete -c pbm -n '__pbm_at "context list"' -l node
complete -c pbm -n '__pbm_at "context list"' -l output
complete -c pbm -n '__pbm_at "context list"' -l token
complete -c pbm -n '__pbm_at "context list"' -l watch
complete -c pbm -n '__pbm_at "context remove"' -l help
complete -c pbm -n '__pbm_at "context remove"' -l interval
complete -c pbm -n '__pbm_at "context remove"' -l node
complete -c pbm -n '__pbm_at "context remove"' -l output
complete -c pbm -n '__pbm_at "context remove"' -l token
complete -c pbm -n '__pbm_at "context remove"' -l watch
complete -c pbm -n '__pbm_at "context remove"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "context select"' -l help
complete -c pbm -n '__pbm_at "context select"' -l interval
complete -c pbm -n '__pbm_at "context select"' -l node
complete -c pbm -n '__pbm_at "context select"' -l output
complete -c pbm -n '__pbm_at "context select"' -l token
complete -c pbm -n '__pbm_at "context select"' -l watch
complete -c pbm -n '__pbm_at "context select"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "context show"' -l help
complete -c pbm -n '__pbm_at "context show"' -l interval
complete -c pbm -n '__pbm_at "context show"' -l node
complete -c pbm -n '__pbm_at "context show"' -l output
complete -c pbm -n '__pbm_at "context show"' -l token
complete -c pbm -n '__pbm_at "context show"' -l watch
complete -c pbm -n '__pbm_at "context show"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "deadletter"' -f -a list -d 'dead letters, newest last'
complete -c pbm -n '__pbm_at "deadletter"' -f -a replay -d 'give their bytes to the source topic again'
complete -c pbm -n '__pbm_at "deadletter"' -f -a show -d 'one dead letter with its bytes'
complete -c pbm -n '__pbm_at "deadletter"' -l help
complete -c pbm -n '__pbm_at "deadletter"' -l interval
complete -c pbm -n '__pbm_at "deadletter"' -l node
complete -c pbm -n '__pbm_at "deadletter"' -l output
complete -c pbm -n '__pbm_at "deadletter"' -l token
complete -c pbm -n '__pbm_at "deadletter"' -l watch
complete -c pbm -n '__pbm_at "deadletter list"' -l help
complete -c pbm -n '__pbm_at "deadletter list"' -l interval
complete -c pbm -n '__pbm_at "deadletter list"' -l limit
complete -c pbm -n '__pbm_at "deadletter list"' -l node
complete -c pbm -n '__pbm_at "deadletter list"' -l output
complete -c pbm -n '__pbm_at "deadletter list"' -l token
complete -c pbm -n '__pbm_at "deadletter list"' -l watch
complete -c pbm -n '__pbm_at "deadletter list"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "deadletter replay"' -l help
complete -c pbm -n '__pbm_at "deadletter replay"' -l interval
complete -c pbm -n '__pbm_at "deadletter replay"' -l node
complete -c pbm -n '__pbm_at "deadletter replay"' -l output
complete -c pbm -n '__pbm_at "deadletter replay"' -l token
complete -c pbm -n '__pbm_at "deadletter replay"' -l watch
complete -c pbm -n '__pbm_at "deadletter replay"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "deadletter show"' -l help
complete -c pbm -n '__pbm_at "deadletter show"' -l interval
complete -c pbm -n '__pbm_at "deadletter show"' -l node
complete -c pbm -n '__pbm_at "deadletter show"' -l output
complete -c pbm -n '__pbm_at "deadletter show"' -l token
complete -c pbm -n '__pbm_at "deadletter show"' -l watch
complete -c pbm -n '__pbm_at "deadletter show"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "events"' -f -a load -d 'import files into the source topic, every event once; says what became of them'
complete -c pbm -n '__pbm_at "events"' -f -a tail -d 'records of the source topic, as they came'
complete -c pbm -n '__pbm_at "events"' -f -a wait -d 'wait until everything accepted so far has been applied; exit code 5 when it is not in time'
complete -c pbm -n '__pbm_at "events"' -l help
complete -c pbm -n '__pbm_at "events"' -l interval
complete -c pbm -n '__pbm_at "events"' -l node
complete -c pbm -n '__pbm_at "events"' -l output
complete -c pbm -n '__pbm_at "events"' -l token
complete -c pbm -n '__pbm_at "events"' -l watch
complete -c pbm -n '__pbm_at "events load"' -l allow-dead-letters
complete -c pbm -n '__pbm_at "events load"' -l allow-late
complete -c pbm -n '__pbm_at "events load"' -l as-given
complete -c pbm -n '__pbm_at "events load"' -l follow
complete -c pbm -n '__pbm_at "events load"' -l force
complete -c pbm -n '__pbm_at "events load"' -l format
complete -c pbm -n '__pbm_at "events load"' -l header
complete -c pbm -n '__pbm_at "events load"' -l help
complete -c pbm -n '__pbm_at "events load"' -l interval
complete -c pbm -n '__pbm_at "events load"' -l no-wait
complete -c pbm -n '__pbm_at "events load"' -l node
complete -c pbm -n '__pbm_at "events load"' -l output
complete -c pbm -n '__pbm_at "events load"' -l retry-for
complete -c pbm -n '__pbm_at "events load"' -l rotate-wait
complete -c pbm -n '__pbm_at "events load"' -l token
complete -c pbm -n '__pbm_at "events load"' -l watch
complete -c pbm -n '__pbm_at "events load"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "events tail"' -l follow
complete -c pbm -n '__pbm_at "events tail"' -l help
complete -c pbm -n '__pbm_at "events tail"' -l interval
complete -c pbm -n '__pbm_at "events tail"' -l node
complete -c pbm -n '__pbm_at "events tail"' -l offset
complete -c pbm -n '__pbm_at "events tail"' -l output
complete -c pbm -n '__pbm_at "events tail"' -l token
complete -c pbm -n '__pbm_at "events tail"' -l watch
complete -c pbm -n '__pbm_at "events tail"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "events wait"' -l flush
complete -c pbm -n '__pbm_at "events wait"' -l help
complete -c pbm -n '__pbm_at "events wait"' -l interval
complete -c pbm -n '__pbm_at "events wait"' -l lake
complete -c pbm -n '__pbm_at "events wait"' -l node
complete -c pbm -n '__pbm_at "events wait"' -l output
complete -c pbm -n '__pbm_at "events wait"' -l timeout
complete -c pbm -n '__pbm_at "events wait"' -l token
complete -c pbm -n '__pbm_at "events wait"' -l watch
complete -c pbm -n '__pbm_at "events wait"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "pipeline"' -f -a check -d 'read a pipeline file as the node would, and say what is wrong with it'
complete -c pbm -n '__pbm_at "pipeline"' -f -a guess -d 'propose a pipeline file for the events of a file, and say how many of the first ones it takes'
complete -c pbm -n '__pbm_at "pipeline"' -f -a list -d 'the pipelines'
complete -c pbm -n '__pbm_at "pipeline"' -f -a show -d 'a pipeline\'s definition'
complete -c pbm -n '__pbm_at "pipeline"' -f -a status -d 'accepted = applied + late + dead_letter + duplicate; watermark and lag'
complete -c pbm -n '__pbm_at "pipeline"' -l help
complete -c pbm -n '__pbm_at "pipeline"' -l interval
complete -c pbm -n '__pbm_at "pipeline"' -l node
complete -c pbm -n '__pbm_at "pipeline"' -l output
complete -c pbm -n '__pbm_at "pipeline"' -l token
complete -c pbm -n '__pbm_at "pipeline"' -l watch
complete -c pbm -n '__pbm_at "pipeline check"' -l help
complete -c pbm -n '__pbm_at "pipeline check"' -l interval
complete -c pbm -n '__pbm_at "pipeline check"' -l node
complete -c pbm -n '__pbm_at "pipeline check"' -l output
complete -c pbm -n '__pbm_at "pipeline check"' -l token
complete -c pbm -n '__pbm_at "pipeline check"' -l watch
complete -c pbm -n '__pbm_at "pipeline check"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "pipeline guess"' -l help
complete -c pbm -n '__pbm_at "pipeline guess"' -l interval
complete -c pbm -n '__pbm_at "pipeline guess"' -l node
complete -c pbm -n '__pbm_at "pipeline guess"' -l output
complete -c pbm -n '__pbm_at "pipeline guess"' -l token
complete -c pbm -n '__pbm_at "pipeline guess"' -l watch
complete -c pbm -n '__pbm_at "pipeline guess"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "pipeline list"' -l help
complete -c pbm -n '__pbm_at "pipeline list"' -l interval
complete -c pbm -n '__pbm_at "pipeline list"' -l node
complete -c pbm -n '__pbm_at "pipeline list"' -l output
complete -c pbm -n '__pbm_at "pipeline list"' -l token
complete -c pbm -n '__pbm_at "pipeline list"' -l watch
complete -c pbm -n '__pbm_at "pipeline show"' -l help
complete -c pbm -n '__pbm_at "pipeline show"' -l interval
complete -c pbm -n '__pbm_at "pipeline show"' -l node
complete -c pbm -n '__pbm_at "pipeline show"' -l output
complete -c pbm -n '__pbm_at "pipeline show"' -l token
complete -c pbm -n '__pbm_at "pipeline show"' -l watch
complete -c pbm -n '__pbm_at "pipeline show"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "pipeline status"' -l help
complete -c pbm -n '__pbm_at "pipeline status"' -l interval
complete -c pbm -n '__pbm_at "pipeline status"' -l node
complete -c pbm -n '__pbm_at "pipeline status"' -l output
complete -c pbm -n '__pbm_at "pipeline status"' -l token
complete -c pbm -n '__pbm_at "pipeline status"' -l watch
complete -c pbm -n '__pbm_at "pipeline status"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "schema"' -f -a apply -d 'run what is missing, and show it; leaves alone what is there'
complete -c pbm -n '__pbm_at "schema"' -f -a show -d 'the CQL for this node\'s pipelines, and what of it is there'
complete -c pbm -n '__pbm_at "schema"' -l help
complete -c pbm -n '__pbm_at "schema"' -l interval
complete -c pbm -n '__pbm_at "schema"' -l node
complete -c pbm -n '__pbm_at "schema"' -l output
complete -c pbm -n '__pbm_at "schema"' -l token
complete -c pbm -n '__pbm_at "schema"' -l watch
complete -c pbm -n '__pbm_at "schema apply"' -l dry-run
complete -c pbm -n '__pbm_at "schema apply"' -l help
complete -c pbm -n '__pbm_at "schema apply"' -l interval
complete -c pbm -n '__pbm_at "schema apply"' -l node
complete -c pbm -n '__pbm_at "schema apply"' -l output
complete -c pbm -n '__pbm_at "schema apply"' -l token
complete -c pbm -n '__pbm_at "schema apply"' -l watch
complete -c pbm -n '__pbm_at "schema show"' -l help
complete -c pbm -n '__pbm_at "schema show"' -l interval
complete -c pbm -n '__pbm_at "schema show"' -l node
complete -c pbm -n '__pbm_at "schema show"' -l output
complete -c pbm -n '__pbm_at "schema show"' -l token
complete -c pbm -n '__pbm_at "schema show"' -l watch
complete -c pbm -n '__pbm_at "shard"' -f -a explain -d 'why a shard waits, which node has it, and what recovering it would take'
complete -c pbm -n '__pbm_at "shard"' -f -a list -d 'every shard, or those of a pipeline'
complete -c pbm -n '__pbm_at "shard"' -f -a locate -d 'the shard that owns a key, and the node that owns the shard'
complete -c pbm -n '__pbm_at "shard"' -f -a show -d 'one shard'
complete -c pbm -n '__pbm_at "shard"' -l help
complete -c pbm -n '__pbm_at "shard"' -l interval
complete -c pbm -n '__pbm_at "shard"' -l node
complete -c pbm -n '__pbm_at "shard"' -l output
complete -c pbm -n '__pbm_at "shard"' -l token
complete -c pbm -n '__pbm_at "shard"' -l watch
complete -c pbm -n '__pbm_at "shard explain"' -l help
complete -c pbm -n '__pbm_at "shard explain"' -l interval
complete -c pbm -n '__pbm_at "shard explain"' -l node
complete -c pbm -n '__pbm_at "shard explain"' -l output
complete -c pbm -n '__pbm_at "shard explain"' -l token
complete -c pbm -n '__pbm_at "shard explain"' -l watch
complete -c pbm -n '__pbm_at "shard explain"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "shard list"' -l help
complete -c pbm -n '__pbm_at "shard list"' -l interval
complete -c pbm -n '__pbm_at "shard list"' -l node
complete -c pbm -n '__pbm_at "shard list"' -l output
complete -c pbm -n '__pbm_at "shard list"' -l token
complete -c pbm -n '__pbm_at "shard list"' -l watch
complete -c pbm -n '__pbm_at "shard list"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "shard locate"' -l help
complete -c pbm -n '__pbm_at "shard locate"' -l interval
complete -c pbm -n '__pbm_at "shard locate"' -l node
complete -c pbm -n '__pbm_at "shard locate"' -l output
complete -c pbm -n '__pbm_at "shard locate"' -l token
complete -c pbm -n '__pbm_at "shard locate"' -l watch
complete -c pbm -n '__pbm_at "shard locate"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "shard show"' -l help
complete -c pbm -n '__pbm_at "shard show"' -l interval
complete -c pbm -n '__pbm_at "shard show"' -l node
complete -c pbm -n '__pbm_at "shard show"' -l output
complete -c pbm -n '__pbm_at "shard show"' -l token
complete -c pbm -n '__pbm_at "shard show"' -l watch
complete -c pbm -n '__pbm_at "shard show"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "sql"' -l file
complete -c pbm -n '__pbm_at "sql"' -l help
complete -c pbm -n '__pbm_at "sql"' -l interval
complete -c pbm -n '__pbm_at "sql"' -l node
complete -c pbm -n '__pbm_at "sql"' -l out
complete -c pbm -n '__pbm_at "sql"' -l output
complete -c pbm -n '__pbm_at "sql"' -l tables
complete -c pbm -n '__pbm_at "sql"' -l token
complete -c pbm -n '__pbm_at "sql"' -l watch
complete -c pbm -n '__pbm_at "sql"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "view"' -f -a keys -d 'the keys a view has rows for'
complete -c pbm -n '__pbm_at "view"' -f -a list -d 'the views of all pipelines'
complete -c pbm -n '__pbm_at "view"' -f -a rows -d 'rows of a view, the oldest window first'
complete -c pbm -n '__pbm_at "view"' -l help
complete -c pbm -n '__pbm_at "view"' -l interval
complete -c pbm -n '__pbm_at "view"' -l node
complete -c pbm -n '__pbm_at "view"' -l output
complete -c pbm -n '__pbm_at "view"' -l token
complete -c pbm -n '__pbm_at "view"' -l watch
complete -c pbm -n '__pbm_at "view keys"' -l help
complete -c pbm -n '__pbm_at "view keys"' -l interval
complete -c pbm -n '__pbm_at "view keys"' -l limit
complete -c pbm -n '__pbm_at "view keys"' -l node
complete -c pbm -n '__pbm_at "view keys"' -l output
complete -c pbm -n '__pbm_at "view keys"' -l prefix
complete -c pbm -n '__pbm_at "view keys"' -l token
complete -c pbm -n '__pbm_at "view keys"' -l watch
complete -c pbm -n '__pbm_at "view keys"' -a '(__pbm_names)'
complete -c pbm -n '__pbm_at "view list"' -l help
complete -c pbm -n '__pbm_at "view list"' -l interval
complete -c pbm -n '__pbm_at "view list"' -l node
complete -c pbm -n '__pbm_at "view list"' -l output
complete -c pbm -n '__pbm_at "view list"' -l token
complete -c pbm -n '__pbm_at "view list"' -l watch
complete -c pbm -n '__pbm_at "view rows"' -l from
complete -c pbm -n '__pbm_at "view rows"' -l help
complete -c pbm -n '__pbm_at "view rows"' -l interval
complete -c pbm -n '__pbm_at "view rows"' -l key
complete -c pbm -n '__pbm_at "view rows"' -l last
complete -c pbm -n '__pbm_at "view rows"' -l layer
complete -c pbm -n '__pbm_at "view rows"' -l limit
complete -c pbm -n '__pbm_at "view rows"' -l node
complete -c pbm -n '__pbm_at "view rows"' -l open
complete -c pbm -n '__pbm_at "view rows"' -l order
complete -c pbm -n '__pbm_at "view rows"' -l output
complete -c pbm -n '__pbm_at "view rows"' -l to
complete -c pbm -n '__pbm_at "view rows"' -l token
complete -c pbm -n '__pbm_at "view rows"' -l top
complete -c pbm -n '__pbm_at "view rows"' -l watch
complete -c pbm -n '__pbm_at "view rows"' -a '(__pbm_names)'
