#!/usr/bin/env pwsh

<#
.SYNOPSIS
Builds, tests and packs ActorPipeline.
.DESCRIPTION
Targets run in the order given, each with what it needs before it:
  restore   fetch packages
  build     restore, then compile everything; warnings are errors
  test      build, then run all tests
  publish   restore, then put the node and pbm, ready to run, in artifacts/publish
  pack      restore, then make the pbm tool and library packages in artifacts/packages
  clean     delete everything that builds have made, artifacts included
Exits with a code other than 0 when a target fails.
.PARAMETER Target
What to do; build and test when nothing is given.
.PARAMETER Configuration
Release (the default) or Debug.
.PARAMETER Help
Prints this and exits.
.EXAMPLE
./build.ps1
.EXAMPLE
./build.ps1 clean publish
#>

#Requires -Version 7

[CmdletBinding()]
param(
    [Parameter(Position = 0, ValueFromRemainingArguments)]
    [ValidateSet('restore', 'build', 'test', 'publish', 'pack', 'clean')]
    [string[]] $Target = @('build', 'test'),

    [ValidateSet('Release', 'Debug')]
    [string] $Configuration = 'Release',

    [switch] $Help
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$solution = Join-Path $PSScriptRoot 'ActorPipeline.sln'
$artifacts = Join-Path $PSScriptRoot 'artifacts'
$done = [System.Collections.Generic.HashSet[string]]::new()

function Invoke-DotNet {
    Write-Host "> dotnet $($args -join ' ')"
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE"
    }
}

function Invoke-Restore {
    if ($done.Add('restore')) {
        Invoke-DotNet restore $solution
    }
}

function Invoke-Build {
    if ($done.Add('build')) {
        Invoke-Restore
        Invoke-DotNet build $solution -c $Configuration --no-restore -warnaserror
    }
}

function Invoke-Test {
    Invoke-Build
    Invoke-DotNet test --solution $solution -c $Configuration --no-build
}

function Invoke-Publish {
    Invoke-Restore
    foreach ($name in 'Node', 'Pbm') {
        $project = Join-Path $PSScriptRoot "src/ActorPipeline.$name/ActorPipeline.$name.csproj"
        Invoke-DotNet publish $project -c $Configuration --no-restore -o (Join-Path $artifacts "publish/$($name.ToLowerInvariant())")
    }
}

function Invoke-Pack {
    Invoke-Restore
    Invoke-DotNet pack $solution -c $Configuration --no-restore -o (Join-Path $artifacts 'packages')
}

function Invoke-Clean {
    $made = 'src/*/bin', 'src/*/obj', 'tests/*/bin', 'tests/*/obj', 'bench/bin', 'bench/obj', 'src/ActorPipeline.Node/wwwroot', 'artifacts'
    $made | ForEach-Object { Join-Path $PSScriptRoot $_ } | Where-Object { Test-Path $_ } | Get-Item | Remove-Item -Recurse -Force
    $done.Clear()
}

if ($Help) {
    Get-Help $PSCommandPath -Full
    exit 0
}

try {
    foreach ($name in $Target) {
        & "Invoke-$name"
    }
}
catch {
    [Console]::Error.WriteLine("build.ps1: $_")
    exit 1
}

exit 0
