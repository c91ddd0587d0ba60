"""usage: journal_test.py CDP SOURCE_DIR

A study whose trials were told, and its journal: Optuna reads every trial as it was, its sampler goes on in the same
journal, and so does the study.
"""
import pathlib
import subprocess
import sys
import tempfile

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState

CDP, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])


def cdp(*words):
    done = subprocess.run([CDP, *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, f"{words}: {done.stderr}"
    return done.stdout


def main():
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        study, journal = pathlib.Path(folder, "study"), pathlib.Path(folder, "journal.log")
        cdp("sweep", SOURCE / "examples/01_gpt.cdp", "--over", "base.lr=0.001..0.016", "--over",
            "@hidden.lr*=0.5,2", "--data", SOURCE / "README.md", "--only-begin", "--out", study)
        losses = {}
        for _ in range(6):
            number = int(cdp("study", "ask", study).split()[0])
            losses[number] = 3 + number / 8
            cdp("study", "tell", study, number, "--loss", losses[number])
        number = int(cdp("study", "ask", study).split()[0])
        cdp("study", "tell", study, number, "--diverged")
        cdp("study", "export", study, "--to", "optuna", "-o", journal)
        kept = study / "optuna.jsonl"  # the study's own, written as trials end
        assert kept.read_bytes() == journal.read_bytes()
        journal = kept

        loaded = optuna.load_study(study_name=str(study), storage=JournalStorage(JournalFileBackend(str(journal))))
        assert len(loaded.trials) == 7, len(loaded.trials)
        for trial in loaded.trials[:6]:
            assert trial.state == TrialState.COMPLETE
            assert trial.value == losses[trial.user_attrs["trial"]]
            assert set(trial.params) == {"base.lr", "@hidden.lr*"}, trial.params
        assert loaded.trials[6].state == TrialState.FAIL
        assert loaded.best_trial.user_attrs["trial"] == 1
        assert loaded.best_trial.params == {"base.lr": 0.001, "@hidden.lr*": 0.5}

        def objective(trial):
            lr = trial.suggest_float("base.lr", 1e-4, 1e-1, log=True)
            hidden = trial.suggest_float("@hidden.lr*", 0.1, 10, log=True)
            return lr * hidden

        loaded.optimize(objective, n_trials=5)
        again = optuna.load_study(study_name=str(study), storage=JournalStorage(JournalFileBackend(str(journal))))
        assert len(again.trials) == 12
        assert [trial.state for trial in again.trials[7:]] == [TrialState.COMPLETE] * 5
        number = int(cdp("study", "ask", study).split()[0])
        cdp("study", "tell", study, number, "--loss", "0.5")  # after what Optuna has added
        again = optuna.load_study(study_name=str(study), storage=JournalStorage(JournalFileBackend(str(journal))))
        assert len(again.trials) == 13
        assert again.trials[12].user_attrs["trial"] == number
        print(f"Optuna {optuna.__version__} read 8 trials and added 5")


main()
